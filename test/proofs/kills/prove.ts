/** Whole releases, one after the other, while their processes are killed; ends with what was lost or doubled. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoModel as model } from '../../../apps/local/demo/files.js';
import { startTicketTraffic } from '../../../apps/local/demo/traffic.js';
import { freePort } from '../../../apps/local/free-port.js';
import { startStack, type Stack } from '../../../apps/local/stack.js';
import { waitFor } from '../../../apps/local/wait.js';
import type { RunResult } from '../../../client/releases.js';
import { createRandom } from '../../../domain/seeded-random.js';
import { createLogger } from '../../../platform/logger.js';
import { findTemporal } from '../../../setup/temporal.js';
import { rapidFiles, type RapidFiles } from '../../support/rapid-release.js';
import { quietRuntime } from '../../support/temporal.js';
import { registryProblems, runProblems, servingProblems } from './checks.js';
import { createKiller, type Kill, type Killer } from './killer.js';
import { plannedRuns } from './pairs.js';
import { createPlannedKiller } from './planned.js';
import { processesNaming } from './processes.js';
import { replayAll } from './replay.js';
import { isAsItWouldHave, printReport, type Ended } from './report.js';
import { runOne } from './run-one.js';
import { scenarioOf, type Scenario } from './scenarios.js';
import { watchTrainings, type TrainingWatch } from './trainings.js';

interface Stage {
  readonly folder: string;
  readonly files: RapidFiles;
  readonly stack: Stack;
}

/** What is played: runs until it answers undefined. */
type NextRun = (stage: Stage, index: number) => { readonly scenario: Scenario; readonly killer: Killer } | undefined;

/** Random kills until there were so many. True when nothing was lost and nothing was done twice. */
export function proveKills(options: {
  readonly kills: number;
  readonly seed: number;
  readonly meanMilliseconds: number;
}): Promise<boolean> {
  const random = createRandom(options.seed);
  let killer: Killer | undefined;
  return prove(`seed ${options.seed}`, ({ stack, folder }, index) => {
    killer ??= createKiller({ stack, folder, random, meanMilliseconds: options.meanMilliseconds });
    return killer.kills.length >= options.kills ? undefined : { scenario: scenarioOf(index), killer };
  });
}

/** Each pair of process and moment that matters. */
export function provePairs(): Promise<boolean> {
  return prove('every pair', ({ stack, folder }, index) => {
    const planned = plannedRuns[index];
    return planned === undefined
      ? undefined
      : { scenario: planned.scenario, killer: createPlannedKiller({ stack, folder, plan: planned.kills }) };
  });
}

async function prove(title: string, next: NextRun): Promise<boolean> {
  quietRuntime();
  const folder = await mkdtemp(join(tmpdir(), 'slipway-kills-'));
  const files = await rapidFiles(folder);
  const stack = await startProofStack(folder, files);
  const traffic = startTicketTraffic({ gatewayUrl: stack.gatewayUrl, model, requestsPerSecond: 10 });
  const trainings = watchTrainings(folder);
  const ended: Ended[] = [];
  const problems: string[] = [];
  let replayed = 0;
  try {
    for (let play = next({ folder, files, stack }, 0); play !== undefined; play = next({ folder, files, stack }, ended.length)) {
      ended.push(await playOne({ folder, files, stack, trainings }, play, ended.length));
      problems.push(
        ...(await afterRun(
          stack,
          ended.map(({ result }) => result),
        )),
      );
      // A moment of a second may pass unseen while a worker comes back: said, and nothing that a run has lost.
      const missed = play.killer.missed();
      for (const moment of missed) console.log(`moment missed: ${moment}`);
      if (missed.length > 0 && ended.at(-1)?.kills.length === 0)
        problems.push(`nothing was killed in run ${ended.length}: it proves nothing`);
      printRun(ended, problems.length);
    }
    replayed = await replayAll(stack);
  } finally {
    await trainings.stop();
    await traffic.stop();
    await stack.stop();
  }
  const left = (await processesNaming(folder)).map(({ pid, command }) => `left running: ${pid} ${command.slice(0, 120)}`);
  const all = [...new Set([...problems, ...trainings.problems, ...left])];
  printReport({ title, ended, problems: all, requests: traffic.counts(), replayed, resumes: trainings.resumes });
  const holds = all.length === 0 && ended.every(isAsItWouldHave);
  if (holds) await rm(folder, { recursive: true, force: true });
  else console.log(`kept for a look: ${folder}`);
  return holds;
}

async function playOne(
  { files, stack, trainings }: Stage & { readonly trainings: TrainingWatch },
  play: { readonly scenario: Scenario; readonly killer: Killer },
  index: number,
): Promise<Ended> {
  const { scenario, killer } = play;
  const before = killer.kills.length;
  const { result, seconds } = await runOne({ stack, files, scenario, killer, index, checkpoint: (runId) => trainings.checkpoint(runId) });
  return { scenario, result, seconds, kills: killer.kills.slice(before) };
}

function printRun(ended: readonly Ended[], problems: number): void {
  const last = ended.at(-1);
  const killText = ({ target, stage }: Kill): string => `${target}@${stage}`;
  const all = ended.reduce((sum, run) => sum + run.kills.length, 0);
  console.log(
    `${ended.length}  ${last?.scenario.name}: ${last?.result.outcome} in ${Math.round(last?.seconds ?? 0)} s; ${last?.kills.map(killText).join(', ')} (${all} kills, ${problems} problems)`,
  );
}

async function startProofStack(folder: string, files: RapidFiles): Promise<Stack> {
  const { program } = await findTemporal({ report: () => undefined, skipEnvironment: true });
  if (program === undefined) throw new Error('expected a Temporal program; run: npm run slipway -- doctor');
  const [gateway, control, runtime, staging] = [await freePort(), await freePort(), await freePort(), await freePort()];
  return startStack({
    folder,
    configsDir: files.configsDir,
    namespace: 'kills',
    temporal: { program },
    ports: { gateway, control, runtime, staging },
    faults: true,
    logger: createLogger('proof', 'silent'),
    report: () => undefined,
  });
}

async function afterRun(stack: Stack, results: readonly RunResult[]): Promise<string[]> {
  for (const role of Object.keys(stack.pids)) await stack.healthy(role);
  const last = results.at(-1);
  if (last === undefined) return [];
  const unfinished = await untilConcluded(stack, last);
  const problems = [...unfinished, ...(await registryProblems(stack, results)), ...(await runProblems(stack, last))];
  // What was killed last may still be loading; a minute is far more than it needs.
  let serving: string[] = [];
  await waitFor({ what: 'what serves to agree with the registry', timeoutMilliseconds: 60_000 }, async () => {
    serving = await servingProblems(stack).catch((error: unknown) => [String(error)]);
    return serving.length === 0 ? true : undefined;
  }).catch(() => undefined);
  return [...problems, ...serving];
}

/**
 * A run's record comes before the last entry of its audit. A worker that was killed between the two is missed only when the time of its
 * attempt is over; the next attempt completes the audit, and the model's entity hears of the end after that.
 */
async function untilConcluded({ releases }: Stack, { runId }: RunResult): Promise<string[]> {
  const heard = waitFor({ what: `the end of ${runId} to be told to its model`, timeoutMilliseconds: 180_000 }, async () => {
    const state = await releases.state(model).catch(() => undefined);
    return state !== undefined && state.activeRun?.runId !== runId ? true : undefined;
  });
  return heard.then(
    () => [],
    (error: unknown) => [String(error)],
  );
}
