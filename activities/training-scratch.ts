/** The folders of a training: made exclusively, because two trainers in one would write one checkpoint, and freed once nobody can resume from them. */

import { mkdir } from 'node:fs/promises';
import { log } from '@temporalio/activity';
import { folderOf, removeAttempts, type Execution } from './attempt-folder.js';
import { transient } from './failure.js';
import { holdsFence, type Fence } from './fence.js';

/** Throws DuplicateAttempt when another execution made the folder. */
export async function makeAttemptFolder(execution: Execution): Promise<string> {
  const folder = folderOf(execution);
  await mkdir(execution.root, { recursive: true });
  try {
    await mkdir(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw transient('DuplicateAttempt', `expected no folder ${folder}, another execution made it; the next attempt has its own`, error);
  }
  return folder;
}

/** Of this attempt and those before it. A later one that began meanwhile may be resuming from one of them: then it cleans up. */
export async function removeScratch(execution: Execution, fence: Fence): Promise<void> {
  try {
    if (!(await holdsFence(fence))) return;
  } catch (error) {
    log.warn('left scratch files: the fence cannot be read', { root: execution.root, error });
    return;
  }
  await removeAttempts(execution);
}
