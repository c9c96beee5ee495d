/** Which inference processes this supervisor started, on disk: after it was killed, the next one ends those that outlived it. */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { z } from 'zod';
import { startTicksOf, stopGroup } from '../../platform/process-group.js';

const record = z.array(z.strictObject({ pid: z.int().positive(), startTicks: z.string() }));

export interface ProcessRecord {
  add(pid: number): void;
  remove(pid: number): void;
}

const graceMilliseconds = 2_000;

/**
 * Ends what an earlier supervisor left, then records anew. A pid that was given to another program since is left alone. A record that
 * cannot be written is logged: on a full disk models are served all the same.
 */
export async function openProcessRecord(path: string, logger: Logger): Promise<ProcessRecord> {
  const left = readRecord(path).filter(({ pid, startTicks }) => startTicksOf(pid) === startTicks);
  await Promise.all(left.map(({ pid }) => stopGroup(pid, graceMilliseconds)));
  const startTicks = new Map<number, string>();
  write();
  return {
    // Synchronous, so that no kill can come between a start and its record for longer than one write.
    add(pid) {
      const ticks = startTicksOf(pid);
      if (ticks === undefined) return;
      startTicks.set(pid, ticks);
      write();
    },
    remove(pid) {
      if (startTicks.delete(pid)) write();
    },
  };

  function write(): void {
    const partial = `${path}.partial`;
    try {
      writeFileSync(partial, JSON.stringify([...startTicks].map(([pid, ticks]) => ({ pid, startTicks: ticks }))));
      renameSync(partial, path);
    } catch (error) {
      rmSync(partial, { force: true });
      logger.error({ err: error, path }, 'the record of inference processes could not be written; free some room there');
    }
  }
}

function readRecord(path: string): z.output<typeof record> {
  try {
    return record.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // No file yet, or one cut short by a crash of the machine, which ended the processes as well.
    return [];
  }
}
