/** `slipway show`: the whole record of a version, or its model card. */

import type { Command } from 'commander';
import type { ObjectStore } from '../../../platform/ports.js';
import type { StoredVersion } from '../../../registry/manifests.js';
import { removedParts } from '../../../registry/removals.js';
import { examples } from '../examples.js';
import { localStore } from '../local.js';
import { outputOf } from '../output.js';
import { namedVersion, requireVersion } from '../record/named-version.js';

export function configureShow(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named, or MODEL@v12')
    .argument('[version]', 'such as v12')
    .option('--card', 'print the model card (Markdown) and nothing else')
    .action((...[model, version, options, command]: [string, string | undefined, { readonly card?: boolean }, Command]) =>
      show(model, version, { card: options.card === true, command }),
    );
  examples(command, [
    ['Everything that is recorded of a version', 'slipway show support-triage v12'],
    ['The same, as runtimes name it', 'slipway show support-triage@v12'],
    ['Its model card, into a file', 'slipway show support-triage v12 --card > MODEL_CARD.md'],
  ]);
}

interface Asked {
  readonly card: boolean;
  readonly command: Command;
}

async function show(model: string, version: string | undefined, { card, command }: Asked): Promise<void> {
  const store = await localStore();
  const stored = await requireVersion(store, namedVersion(model, version));
  const output = outputOf(command);
  if (card) {
    const text = await cardOf(store, stored);
    return output.result({ card: text }, [text.trimEnd()]);
  }
  const [{ readRecords }, { drawVersion }, { signatureOf }] = await Promise.all([
    import('../record/records.js'),
    import('../record/draw-version.js'),
    import('../record/signature-text.js'),
  ]);
  const { manifest, sha256 } = stored;
  const { standings, transitions: all, entries } = await readRecords(store, manifest.model);
  const standing = standings.get(manifest.version);
  const transitions = all.filter((transition) => transition.version === manifest.version);
  const signature = await signatureOf(store, manifest);
  const removed = removedParts(entries).filter(({ holder }) => holder === manifest.version);
  output.result(
    { manifest, sha256, standing: standing ?? null, transitions, signature, removed },
    drawVersion({ stored, standing, transitions, signature: signature.text, removed }),
  );
}

async function cardOf(store: ObjectStore, stored: StoredVersion): Promise<string> {
  const [{ modelCard }, { readSpec }] = await Promise.all([
    import('../../../registry/model-card.js'),
    import('../../../registry/specs.js'),
  ]);
  const { model, specDigest } = stored.manifest;
  const spec = specDigest === null ? undefined : await readSpec(store, model, specDigest);
  return modelCard({ stored, spec: spec ?? null });
}
