/** The route table on disk: whole or not at all, so that a restart in the middle of a canary serves what was last acknowledged. */

import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Route } from '../../domain/route.js';
import { routeSchema } from '../../platform/traffic-schemas.js';

const fileSchema = z.strictObject({ format: z.literal('slipway-routes-1'), routes: z.array(routeSchema) });

/**
 * An absent file is an empty table. A damaged one is refused: any older copy might still give weight to a candidate that has been rolled back since.
 */
export async function loadRoutes(path: string): Promise<readonly Route[]> {
  const text = await readIfPresent(path);
  if (text === undefined) return [];
  try {
    return fileSchema.parse(JSON.parse(text)).routes;
  } catch (error) {
    const cause = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(
      `the route table ${path} is damaged, so the gateway does not start: ${cause}\n` +
        'Restore the file, or move it away and let the owner of each route claim it and set its traffic again.',
      { cause: error },
    );
  }
}

/** Temporary file, fsync, rename, fsync of the folder: after it returns, a power cut cannot bring the old table back. */
export async function saveRoutes(path: string, routes: readonly Route[]): Promise<void> {
  const temporary = `${path}.writing`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify({ format: 'slipway-routes-1', routes }, null, 2));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
