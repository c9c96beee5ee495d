/** What a version's record says of its GGUF: from the header of the file, with its chat template kept as a text of its own, because changes of it are shown to people. */

import type { ObjectStore } from '../platform/ports.js';
import { storeText } from './artifacts.js';
import type { Packaging } from './manifest.js';

/** As `inspectGguf` tells it. */
interface Header {
  readonly tokenizerSha256: string;
  readonly chatTemplate: string | null;
  readonly histogram: Readonly<Record<string, { readonly tensors: number }>>;
}

/** Idempotent: the template is kept under its digest. */
export async function packagingOf(
  store: ObjectStore,
  model: string,
  file: { readonly quantization: string; readonly header: Header },
): Promise<Packaging> {
  const { tokenizerSha256, chatTemplate, histogram } = file.header;
  return {
    quantization: file.quantization,
    tensorTypes: Object.fromEntries(Object.entries(histogram).map(([type, { tensors }]) => [type, tensors])),
    tokenizerSha256,
    chatTemplate: chatTemplate === null ? null : await storeText(store, model, chatTemplate),
  };
}
