/** What of a version is exported: the file that is served, how Ollama is told to serve it, and everything that is recorded of it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../../../domain/artifact.js';
import { canonicalJson } from '../../../domain/canonical-json.js';
import { packageRoot } from '../../../platform/package-root.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { filesOf } from '../../../registry/artifacts.js';
import type { VersionManifest } from '../../../registry/manifest.js';
import type { StoredVersion } from '../../../registry/manifests.js';
import { modelCard } from '../../../registry/model-card.js';
import { readEnvelope } from '../../../registry/signing.js';
import { readSpec } from '../../../registry/specs.js';
import { UsageError } from '../exit.js';
import { version as release } from '../package-version.js';

export interface ExportedFile {
  /** In the folder, with `/`. */
  readonly path: string;
  readonly kind: 'weights' | 'configuration' | 'document';
  /** Bytes, or where they lie in the store. */
  readonly content: Buffer | ArtifactRef;
}

/** The same version gives the same bytes, whenever and wherever it is exported by one release. Throws UsageError where there is no adapter. */
export async function filesToExport(
  store: ObjectStore,
  stored: StoredVersion,
  { adapter }: { readonly adapter: boolean },
): Promise<ExportedFile[]> {
  const { manifest, bytes } = stored;
  const { model, version, specDigest } = manifest;
  const spec = specDigest === null ? undefined : await readSpec(store, model, specDigest);
  const envelope = await readEnvelope(store, model, version);
  return [
    { path: 'model.gguf', kind: 'weights', content: manifest.artifact.gguf },
    { path: 'Modelfile', kind: 'configuration', content: Buffer.from(modelfileOf(manifest)) },
    { path: 'runtime.json', kind: 'configuration', content: Buffer.from(`${canonicalJson(await runtimePin())}\n`) },
    { path: 'manifest.json', kind: 'document', content: bytes },
    { path: 'MODEL_CARD.md', kind: 'document', content: Buffer.from(modelCard({ stored, spec: spec ?? null })) },
    ...(envelope === undefined ? [] : [{ path: 'manifest.sig.json', kind: 'document' as const, content: envelope }]),
    ...(adapter ? await adapterFiles(store, manifest) : []),
  ];
}

/** The chat template is in the GGUF, where Ollama finds it: a second one could say something else. */
function modelfileOf({ model, version, artifact }: VersionManifest): string {
  return [
    `# ${model} ${version}, SHA-256 ${artifact.gguf.sha256}`,
    'FROM ./model.gguf',
    `PARAMETER num_ctx ${artifact.contextTokens}`,
    '',
  ].join('\n');
}

/** What this release serves and quantizes with; another llama.cpp may answer otherwise. */
async function runtimePin(): Promise<Readonly<Record<string, string>>> {
  const lock = await readFile(join(packageRoot(), 'python', 'requirements.lock'), 'utf8');
  const [, server] = /^xllamacpp==(\S+)/m.exec(lock) ?? [];
  if (server === undefined) throw new Error('expected xllamacpp in python/requirements.lock, found none; install the package again');
  const { optionalDependencies = {} } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')) as {
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  };
  const quantizer = '@node-llama-cpp/linux-x64';
  return {
    llamaServer: `xllamacpp==${server}`,
    quantizer: `${quantizer}@${optionalDependencies[quantizer] ?? 'none'}`,
    slipway: release(),
  };
}

async function adapterFiles(store: ObjectStore, { model, version, adapter }: VersionManifest): Promise<ExportedFile[]> {
  if (adapter === null) {
    throw new UsageError({
      what: `${version} of ${model} has no adapter`,
      why: 'it was trained or imported as whole weights',
      next: 'leave --adapter out',
    });
  }
  return (await filesOf(store, adapter)).map(({ path, ...ref }) => ({ path: `adapter/${path}`, kind: 'weights', content: ref }));
}
