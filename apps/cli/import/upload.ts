/** Puts what is imported into the store, by digest: what is there already is not sent again. */

import { basename, resolve } from 'node:path';
import type { ImportSource } from '../../../client/imports.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { storeFile, storeFolder } from '../../../registry/artifacts.js';
import { UsageError } from '../exit.js';
import { digestOf, inspectModelFolder } from '../model-folder.js';
import type { Output } from '../output.js';
import { during } from '../progress.js';
import type { FoundSource } from './source.js';

export interface Uploading {
  readonly store: ObjectStore;
  readonly model: string;
  readonly output: Output;
}

/** Throws UsageError for a base model that cannot be one. */
export async function upload({ store, model, output }: Uploading, source: FoundSource, base: string | undefined): Promise<ImportSource> {
  const stored = <T>(place: string, work: Promise<T>): Promise<T> => during(output, `stores ${place}`, work);
  switch (source.kind) {
    case 'huggingface':
      return { kind: 'huggingface', folder: await stored(source.folder, storeFolder(store, model, source.folder)) };
    case 'gguf':
      return { kind: 'gguf', gguf: await stored(source.path, storeFile(store, model, source.path)) };
    case 'lora': {
      const folder = resolve(base ?? '');
      const inspected = await inspectModelFolder(folder);
      if ('why' in inspected) throw new UsageError(inspected);
      const baseModel = { name: basename(folder), sha256: await digestOf(folder, output) };
      const weights = await stored(folder, storeFolder(store, model, folder));
      return { kind: 'lora', adapter: await storeFolder(store, model, source.folder), base: weights, baseModel };
    }
    default:
      throw new Error(`unknown source ${String(source satisfies never)}`);
  }
}
