/** Why a training attempt failed, and whether another may end better. */

import type { TrainingProgress } from '../catalog/define.js';
import { durationText, millisecondsOf } from '../domain/duration.js';
import { failureTypes, type FailureType } from '../domain/failure-types.js';
import { diskFull, isFull, permanent, transient } from './failure.js';
import { report, type Attempt } from './training-attempt.js';

type TrainerFailure = NonNullable<TrainingProgress['failure']>;

/** Trainers that crash or hang since the last new checkpoint: so many are no chance, but the recipe or the machine. */
const crashLimit = 5;

export function stallOf({ config }: Attempt, { step }: TrainingProgress, silentMilliseconds: number): TrainerFailure | null {
  if (silentMilliseconds < millisecondsOf(config.stallTimeout)) return null;
  const expected = `expected a report of the trainer within ${config.stallTimeout} (train.stallTimeout)`;
  const came = `the last was at step ${step}, ${durationText(silentMilliseconds)} ago`;
  const next = 'it is stopped, and the next attempt resumes from the last checkpoint; raise train.stallTimeout if steps take this long';
  return { type: 'TrainerStalled', message: `${expected}, ${came}; ${next}` };
}

/** Bad data and divergence will happen again with the same recipe; a crash, a stall or a full GPU may not, until they always do. */
export async function failureOf(attempt: Attempt, { type: said, message }: TrainerFailure, workDir: string): Promise<Error> {
  const type = failureTypes.find((known): known is FailureType => known === said) ?? 'TrainerCrashed';
  // A trainer that cannot write cannot say so either.
  if (type === 'DiskFull' || (type === 'TrainerCrashed' && (await isFull(workDir)))) return diskFull(workDir, new Error(message));
  if (type !== 'TrainerCrashed' && type !== 'OutOfMemory' && type !== 'TrainerStalled') return permanent(type, message);
  const crashes = (attempt.details?.crashes ?? 0) + 1;
  // The SDK sends the last heartbeat before it reports the failure, so the next attempt counts on.
  if (attempt.details !== undefined) report(attempt, { ...attempt.details, crashes });
  if (crashes < crashLimit) return transient(type, message);
  return permanent(
    type,
    `${crashes} trainers crashed or hung since the last new checkpoint; change the recipe or look at the machine. The last: ${message}`,
  );
}
