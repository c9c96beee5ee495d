/** The entity of one model, which never closes: every message from outside comes here, one queue decides in order, one run at a time is admitted. */

import {
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  log,
  rootCause,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunOutcome, Trigger } from '../domain/run-state.js';
import { describeRun, reconcileRoute } from './activity-options.js';
import { recordDecisionsBeside } from './decision-record.js';
import { decideRollback, decideTrigger, forwardRegression } from './release-decisions.js';
import {
  pause,
  regressionDetected,
  release,
  requestRollback,
  requestRun,
  resume,
  runEnded,
  runWorkflowId,
  triggered,
  type Answer,
  type RegressionDetected,
  type ReleaseState,
  type RollbackRequest,
  type RunRequest,
} from './contract.js';
import { describeRelease, initialMemory, type ReleaseMemory } from './release-memory.js';
import { startsCooldown } from '../domain/admission.js';

export interface ModelReleaseInput {
  readonly model: string;
  /** Carried over continue-as-new. */
  readonly memory?: ReleaseMemory;
}

/** One message waiting for the loop; updates wait for `answer`. */
type Message =
  | { readonly kind: 'trigger'; readonly request: RunRequest; answer?: Answer }
  | { readonly kind: 'rollback'; readonly request: RollbackRequest; answer?: Answer }
  | { readonly kind: 'regression'; readonly event: RegressionDetected }
  | { readonly kind: 'ended'; readonly runId: string; readonly outcome: RunOutcome };

/** Signals before the entity starts over: the server refuses more than 10,000 a run. */
const signalLimit = 8_000;

export async function modelRelease(input: ModelReleaseInput): Promise<void> {
  const memory = input.memory ?? initialMemory();
  const inbox: Message[] = [];
  listen(input.model, memory, inbox);
  const recorder = recordDecisionsBeside(input.model, memory);
  await checkRoute(input.model);
  let signals = 0;
  for (;;) {
    const woken = await condition(() => inbox.length > 0, '1h', { summary: 'hourly check of the route and the active run' });
    if (!woken) await hourlyCheck(input.model, memory, inbox);
    for (let message = inbox.shift(); message !== undefined; message = inbox.shift()) {
      signals += 1;
      await decideOrRefuse(input.model, memory, message);
    }
    if (mayStartOver(memory, signals)) {
      await condition(allHandlersFinished);
      await recorder.settle();
      if (inbox.length === 0) await continueAsNew<typeof modelRelease>({ model: input.model, memory });
      recorder.resume();
    }
  }
}

/** Handlers only enqueue and await their answer, so that messages arriving together cannot interleave. */
function listen(model: string, memory: ReleaseMemory, inbox: Message[]): void {
  setHandler(triggered, (trigger: Trigger) => void inbox.push({ kind: 'trigger', request: { trigger, ignoreCooldown: false } }));
  setHandler(regressionDetected, (event) => void inbox.push({ kind: 'regression', event }));
  setHandler(runEnded, ({ runId, outcome }) => void inbox.push({ kind: 'ended', runId, outcome }));
  setHandler(requestRun, (request) => answered(inbox, { kind: 'trigger', request }));
  setHandler(requestRollback, (request) => answered(inbox, { kind: 'rollback', request }));
  setHandler(pause, () => (memory.paused = true));
  setHandler(resume, () => (memory.paused = false));
  setHandler(release, (): ReleaseState => describeRelease(model, memory));
}

async function answered(inbox: Message[], message: Extract<Message, { answer?: Answer }>): Promise<Answer> {
  inbox.push(message);
  await condition(() => message.answer !== undefined);
  return message.answer ?? { admitted: false, reason: 'no answer was given' };
}

/** The entity outlives every failure of the outside: what cannot be decided now is refused, with the reason, and may be asked again. */
async function decideOrRefuse(model: string, memory: ReleaseMemory, message: Message): Promise<void> {
  try {
    await decide(model, memory, message);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const reason = `could not be decided: ${rootCause(error) ?? String(error)}`;
    log.warn(reason, { kind: message.kind });
    if ('request' in message) message.answer = { admitted: false, reason };
  }
}

async function decide(model: string, memory: ReleaseMemory, message: Message): Promise<void> {
  switch (message.kind) {
    case 'trigger':
      message.answer = await decideTrigger(model, memory, message.request);
      return;
    case 'rollback':
      message.answer = await decideRollback(model, memory, message.request);
      return;
    case 'regression':
      await forwardRegression(model, memory, message.event);
      return;
    case 'ended':
      await endRun(model, memory, message);
      return;
    default:
      throw new Error(`unknown message ${String(message satisfies never)}`);
  }
}

async function endRun(
  model: string,
  memory: ReleaseMemory,
  ended: { readonly runId: string; readonly outcome: RunOutcome },
): Promise<void> {
  // A run may be reported twice: by itself and by the hourly check.
  if (memory.activeRun?.runId !== ended.runId) return;
  memory.activeRun = null;
  if (startsCooldown(ended.outcome)) memory.lastEndedAtMilliseconds = Date.now();
  for (const trigger of memory.queue.splice(0)) await decideTrigger(model, memory, { trigger, ignoreCooldown: false });
}

/** A run that was terminated cannot say so itself. */
async function hourlyCheck(model: string, memory: ReleaseMemory, inbox: Message[]): Promise<void> {
  await checkRoute(model);
  const active = memory.activeRun;
  if (active === null) return;
  const outcome = await describeRun(runWorkflowId(model, active.runId)).catch((error: unknown) => {
    if (isCancellation(error)) throw error;
    // Not known now is not ended: the next check asks again.
    return 'running' as const;
  });
  if (outcome !== 'running') inbox.push({ kind: 'ended', runId: active.runId, outcome: outcome === 'unknown' ? 'failed' : outcome });
}

/** The activity alarms by itself; a gateway that is away for now must not keep triggers waiting. */
async function checkRoute(model: string): Promise<void> {
  try {
    await reconcileRoute(model);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the route could not be compared with the registry; trying again in an hour', { error: rootCause(error) ?? String(error) });
  }
}

function mayStartOver(memory: ReleaseMemory, signals: number): boolean {
  if (signals >= signalLimit) return true;
  return workflowInfo().continueAsNewSuggested && memory.activeRun === null;
}
