/** Two hundred rivals for one version on each store, in processes of their own: one winner, and everybody else knows whose version it is. */

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { readStoredVersion } from '../../../registry/manifests.js';
import { openIn, type Place } from './places.js';
import { model, type RaceOutcome } from './publisher.js';

/** Opened before the start: more processes than this only wait for a core. */
const processes = 8;
const rivalsEach = 25;
export const rivals = processes * rivalsEach;
const publisher = fileURLToPath(new URL('publisher.ts', import.meta.url));

export interface RaceResult {
  readonly place: string;
  readonly won: number;
  readonly conflicts: number;
  readonly seconds: number;
  readonly problems: readonly string[];
}

export async function raceOn(place: Place): Promise<RaceResult> {
  const environment = place.environmentOf('race');
  const racers = Array.from({ length: processes }, (_, index) => startRacer(environment, `rival-${index}`));
  await Promise.all(racers.map(({ ready }) => ready));
  const startedAt = performance.now();
  for (const { child } of racers) child.stdin.end('go\n');
  const outcomes = (await Promise.all(racers.map(({ result }) => result))).flat();
  const seconds = (performance.now() - startedAt) / 1_000;
  const stored = await readStoredVersion(await openIn(environment), model, 'v1');
  const won = outcomes.filter(({ kind }) => kind === 'won');
  const problems = outcomes.flatMap((outcome) => {
    if (outcome.kind === 'error') return [`${place.name}: a rival failed: ${outcome.message}`];
    const named = outcome.kind === 'won' ? outcome.sha256 : outcome.winner;
    return named === stored?.sha256 ? [] : [`${place.name}: a rival was told of ${named}, the store has ${stored?.sha256 ?? 'nothing'}`];
  });
  if (outcomes.length !== rivals) problems.push(`${place.name}: expected ${rivals} rivals to end, ${outcomes.length} did`);
  if (won.length !== 1) problems.push(`${place.name}: expected one winner, found ${won.length}`);
  return { place: place.name, won: won.length, conflicts: outcomes.filter(({ kind }) => kind === 'conflict').length, seconds, problems };
}

interface Racer {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly ready: Promise<void>;
  /** None where the process ended without a word. */
  readonly result: Promise<RaceOutcome[]>;
}

function startRacer(environment: Readonly<Record<string, string>>, name: string): Racer {
  const child = spawn(process.execPath, ['--import', 'tsx', publisher, 'race', String(rivalsEach), name], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // One that ended before the start has no outcomes, and that is told.
  child.stdin.on('error', () => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ready = lines.next().then(() => undefined);
  const result = ready.then(async () => {
    const line = await lines.next();
    return line.done === true ? [] : (JSON.parse(line.value) as RaceOutcome[]);
  });
  return { child, ready, result };
}
