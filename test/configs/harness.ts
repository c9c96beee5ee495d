/** Pipeline files for tests: real YAML in a folder of its own. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { loadSpec, SpecError } from '../../configs/load.js';

export interface SpecFiles {
  folder(): string;
  /** Writes a file there and returns its path. */
  write(name: string, text: string): Promise<string>;
}

/** Call once at the top of a test file. */
export function useSpecFiles(): SpecFiles {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-configs-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return {
    folder: () => folder,
    async write(name, text) {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
  };
}

/** Only what no default can know. */
export const required = `model: support-triage
data: { sources: [data] }
train: { kind: trl, baseModel: { name: tiny, uri: base, sha256: ${'f'.repeat(64)} } }
evaluate: { regression: { suite: regression.jsonl }, safety: { suite: safety.jsonl } }
`;

/** The mistakes that loading this file names, without their lines; none when it loads. */
export async function mistakesIn(path: string): Promise<readonly string[]> {
  try {
    await loadSpec(path);
    return [];
  } catch (error) {
    if (error instanceof SpecError) return error.mistakes.map(({ problem }) => problem);
    throw error;
  }
}
