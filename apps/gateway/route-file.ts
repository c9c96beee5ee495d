/** The route table on disk: whole or not at all, so that a restart in the middle of a canary serves what was last acknowledged. */

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Route } from '../../domain/route.js';
import { replaceFile } from '../../platform/durable-file.js';
import { routeSchema } from '../../platform/traffic-schemas.js';

export interface StoredRoutes {
  readonly routes: readonly Route[];
  /** How long the lease of each model was when it began; null where it has none. */
  readonly leaseSeconds: Readonly<Record<string, number | null>>;
}

const fileSchema = z.strictObject({
  format: z.literal('slipway-routes-1'),
  routes: z.array(routeSchema),
  // Absent in files of the first days.
  leaseSeconds: z.record(z.string(), z.number().positive().nullable()).default({}),
});

/**
 * An absent file is an empty table. A damaged one is refused: any older copy might still give weight to a candidate that has been rolled back since.
 */
export async function loadRoutes(path: string): Promise<StoredRoutes> {
  const text = await readIfPresent(path);
  if (text === undefined) return { routes: [], leaseSeconds: {} };
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    const cause = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(
      `the route table ${path} is damaged, so the gateway does not start: ${cause}\n` +
        'Restore the file, or move it away and let the owner of each route claim it and set its traffic again.',
      { cause: error },
    );
  }
}

/** After it returns, a power cut cannot bring the old table back; when it throws, the old table is the one that counts. */
export async function saveRoutes(path: string, stored: StoredRoutes): Promise<void> {
  await replaceFile(path, JSON.stringify({ format: 'slipway-routes-1', ...stored }, null, 2));
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
