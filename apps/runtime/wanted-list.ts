/** What this host is to serve, on disk: a supervisor that starts again resumes it without being asked. */

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { replaceFile } from '../../platform/durable-file.js';
import type { WantedModel } from '../../platform/ports.js';

export const wantedModel = z.strictObject({
  modelRef: z.string().regex(/^[A-Za-z0-9._@-]{1,160}$/, 'expected a name such as support-triage@v12'),
  ggufKey: z.string().min(1).max(1_024),
  ggufSha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits'),
  contextTokens: z.int().min(1),
  parallel: z.int().min(1).max(64),
}) satisfies z.ZodType<WantedModel>;

const wantedFile = z.strictObject({ models: z.array(wantedModel) });

/** Empty when there is no file yet. Throws when it is damaged: serving nothing instead would look like a decision. */
export async function readWantedList(path: string): Promise<WantedModel[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  try {
    return wantedFile.parse(JSON.parse(text)).models;
  } catch (error) {
    throw new Error(`expected the list of wanted models in ${path}; repair it, or remove it and stage the models again`, { cause: error });
  }
}

/** On disk when it returns; when it throws, the list is as it was. Callers take turns. */
export async function writeWantedList(path: string, models: readonly WantedModel[]): Promise<void> {
  await replaceFile(path, JSON.stringify({ models }, null, 2));
}
