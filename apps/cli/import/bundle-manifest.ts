/** The record that `slipway export` puts beside a GGUF, where a bundle has one: what the file must be, and how long its context was. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export interface BundleManifest {
  readonly ggufSha256: string;
  readonly contextTokens: number;
}

const manifest = z.object({
  model: z.string(),
  version: z.string(),
  artifact: z.object({ gguf: z.object({ sha256: z.string() }), contextTokens: z.int().positive() }),
});

/** Null where there is none, or one of somebody else's making, which says nothing here. */
export async function readBundleManifest(folder: string): Promise<BundleManifest | null> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch((error: unknown) => {
    // One that is there and cannot be read would have said what the file must be: its bundle is not taken on trust.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const { data } = manifest.safeParse(jsonIn(text));
  return data === undefined ? null : { ggufSha256: data.artifact.gguf.sha256, contextTokens: data.artifact.contextTokens };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
