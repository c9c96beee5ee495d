/**
 * A version as an OCI image layout (image-spec 1.1), described as the CNCF's ModelPack does (model-spec 1), so that tools which know
 * either can push it to a registry. A layer a file, uncompressed and without times: the same version gives the same bytes.
 */

import { hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, type Json } from '../../../domain/canonical-json.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { fetchFile } from '../../../registry/artifacts.js';
import type { StoredVersion } from '../../../registry/manifests.js';
import type { ExportedFile } from './files.js';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const artifactType = 'application/vnd.cncf.model.manifest.v1+json';
const configType = 'application/vnd.cncf.model.config.v1+json';
const layerTypes: { readonly [Kind in ExportedFile['kind']]: string } = {
  weights: 'application/vnd.cncf.model.weight.v1.raw',
  configuration: 'application/vnd.cncf.model.weight.config.v1.raw',
  document: 'application/vnd.cncf.model.doc.v1.raw',
};

interface Descriptor {
  readonly mediaType: string;
  /** `sha256:…`. */
  readonly digest: string;
  readonly size: number;
}

/** Writes into the empty folder. The digest of the image manifest, which names the whole. */
export async function writeOciLayout(
  folder: string,
  { store, stored, files }: { readonly store: ObjectStore; readonly stored: StoredVersion; readonly files: readonly ExportedFile[] },
): Promise<string> {
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  const layers = [];
  for (const file of files) {
    const descriptor = await writeLayer(store, folder, file);
    layers.push({ ...descriptor, annotations: { 'org.cncf.model.filepath': file.path } });
  }
  const { model, version, packaging } = stored.manifest;
  const config = await writeJson(folder, configType, {
    descriptor: { name: model, version },
    config: { format: 'gguf', ...(packaging === null ? {} : { quantization: packaging.quantization }) },
    modelfs: { type: 'layers', diffIds: layers.map(({ digest }) => digest) },
  });
  const annotations = { 'org.opencontainers.image.title': model, 'org.opencontainers.image.version': version };
  const manifest = await writeJson(folder, manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType,
    config: { ...config },
    layers,
    annotations,
  });
  // Tagged by what identifies the version, and not by its number alone: a tag can be moved, a digest cannot.
  const tag = { 'org.opencontainers.image.ref.name': `sha256-${stored.sha256}` };
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ ...manifest, artifactType, annotations: tag }],
  };
  await writeFile(join(folder, 'index.json'), canonicalJson(index));
  await writeFile(join(folder, 'oci-layout'), canonicalJson({ imageLayoutVersion: '1.0.0' }));
  return manifest.digest;
}

async function writeLayer(store: ObjectStore, folder: string, { kind, content }: ExportedFile): Promise<Descriptor> {
  const mediaType = layerTypes[kind];
  if (Buffer.isBuffer(content)) return writeBlob(folder, mediaType, content);
  await fetchFile(store, content, blobAt(folder, content.sha256));
  return { mediaType, digest: `sha256:${content.sha256}`, size: content.bytes };
}

function writeJson(folder: string, mediaType: string, value: Json): Promise<Descriptor> {
  return writeBlob(folder, mediaType, Buffer.from(canonicalJson(value)));
}

async function writeBlob(folder: string, mediaType: string, bytes: Buffer): Promise<Descriptor> {
  const sha256 = hash('sha256', bytes);
  await writeFile(blobAt(folder, sha256), bytes);
  return { mediaType, digest: `sha256:${sha256}`, size: bytes.length };
}

function blobAt(folder: string, sha256: string): string {
  return join(folder, 'blobs', 'sha256', sha256);
}
