/** What a build reads, in order: the splits of the parent version, then the new sources. */

import type { ParentVersion } from '../version/parent.js';
import { sourceFileOf } from '../sources/format.js';
import type { SourceFile } from '../sources/source-file.js';
import { storedLocally } from '../sources/stored-locally.js';
import type { Split } from '../split/assign.js';

export type Input =
  | { readonly kind: 'existing'; readonly split: Split; readonly name: string; readonly file: SourceFile }
  | { readonly kind: 'new'; readonly name: string; readonly file: SourceFile };

export async function inputsOf(parent: ParentVersion | null, files: readonly SourceFile[]): Promise<Input[]> {
  const fresh = files.map((file) => ({ kind: 'new', name: file.name, file }) as const);
  if (parent === null) return fresh;
  const existing = async (split: Split, path: string): Promise<Input> => ({
    kind: 'existing',
    split,
    // A version is known by its name, wherever its files were put for reading.
    name: `${parent.version.slice(0, 12)}/${split}`,
    file: sourceFileOf(await storedLocally(path), '.jsonl'),
  });
  const { train, validation, heldOut } = parent.splits;
  return [
    await existing('train', train),
    await existing('validation', validation),
    ...(await Promise.all(heldOut.map((path) => existing('heldOut', path)))),
    ...fresh,
  ];
}
