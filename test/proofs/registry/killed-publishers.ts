/** Publishers that are killed with SIGKILL at seeded random moments, on a store that outlives them: what they leave is whole or not there. */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../../domain/seeded-random.js';
import { openIn, type Place } from './places.js';
import { createInspector } from './wholeness.js';

const publisher = fileURLToPath(new URL('publisher.ts', import.meta.url));
/** Side by side, each on a store of its own. */
const lanes = 2;
/** An upload takes so much longer than a manifest that uniform moments would never meet one. */
const manifestMilliseconds = 12;

export interface KillsResult {
  readonly place: string;
  readonly kills: number;
  /** What the publisher had last said when it was killed. */
  readonly moments: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly versions: number;
  readonly seconds: number;
  readonly lost: readonly string[];
  readonly halves: readonly string[];
}

export interface KillsWanted {
  readonly kills: number;
  /** Of each model file: on S3 more than one part. */
  readonly bytes: number;
  readonly seed: number;
}

export async function killOn(place: Place, wanted: KillsWanted): Promise<KillsResult> {
  const startedAt = performance.now();
  const killsEach = Math.ceil(wanted.kills / lanes);
  const results = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      killInLane(place, `killed-${lane}`, { ...wanted, kills: killsEach, seed: wanted.seed + lane }),
    ),
  );
  const moments: Record<string, number> = {};
  for (const moment of results.flatMap((result) => result.moments)) moments[moment] = (moments[moment] ?? 0) + 1;
  return {
    place: place.name,
    kills: killsEach * lanes,
    moments,
    acknowledged: results.reduce((sum, result) => sum + result.acknowledged, 0),
    versions: results.reduce((sum, result) => sum + result.versions, 0),
    seconds: (performance.now() - startedAt) / 1_000,
    lost: results.flatMap((result) => result.lost),
    halves: results.flatMap((result) => result.halves),
  };
}

interface LaneResult {
  readonly moments: readonly string[];
  readonly acknowledged: number;
  readonly versions: number;
  readonly lost: readonly string[];
  readonly halves: readonly string[];
}

async function killInLane(place: Place, name: string, { kills, bytes, seed }: KillsWanted): Promise<LaneResult> {
  const random = createRandom(seed);
  const environment = place.environmentOf(name);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-proof-lane-'));
  try {
    const publishing = { environment, bytes, file: join(folder, 'model.gguf') };
    // The first is killed when it has published: from then on it is known how long that takes.
    const first = await killedPublisher({ ...publishing, after: (said) => (said.startsWith('v') ? 0 : undefined) });
    const acknowledged = new Map(first.acknowledged);
    const inspector = createInspector(await openIn(environment), join(folder, 'read.gguf'));
    const moments: string[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const ofManifest = kill % 2 === 1;
      const delay = random() * (ofManifest ? manifestMilliseconds : 1.2 * first.uploadMilliseconds);
      const killed = await killedPublisher({
        ...publishing,
        after: (said) => (said === (ofManifest ? 'publishing' : 'ready') ? delay : undefined),
      });
      moments.push(killed.lastSaid);
      for (const [version, sha256] of killed.acknowledged) acknowledged.set(version, sha256);
      await inspector.look();
    }
    // After all that it still publishes.
    const last = await killedPublisher({ ...publishing, after: (said) => (said.startsWith('v') ? 0 : undefined) });
    for (const [version, sha256] of last.acknowledged) acknowledged.set(version, sha256);
    await inspector.look();
    const told = (text: string): string => `${place.name}, ${name}: ${text}`;
    const lost = [...inspector.missing(acknowledged), ...(last.acknowledged.length === 0 ? ['nothing could be published afterwards'] : [])];
    return {
      moments,
      acknowledged: acknowledged.size,
      versions: inspector.versions,
      lost: lost.map(told),
      halves: inspector.halves.map(told),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface KilledPublisher {
  readonly lastSaid: string;
  readonly acknowledged: readonly (readonly [string, string])[];
  /** From `ready` to the first version; 0 where there was none. */
  readonly uploadMilliseconds: number;
}

/** Killed so many milliseconds after the first line for which `after` gives a number. */
async function killedPublisher(options: {
  readonly environment: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly file: string;
  after(said: string): number | undefined;
}): Promise<KilledPublisher> {
  const child = spawn(process.execPath, ['--import', 'tsx', publisher, 'publish', String(options.bytes), options.file], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Only for one that hangs: it counts as killed then.
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  let timer: NodeJS.Timeout | undefined;
  let readyAt = 0;
  let uploadMilliseconds = 0;
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (line === 'ready') readyAt = performance.now();
    if (line.startsWith('v')) uploadMilliseconds ||= performance.now() - readyAt;
    const milliseconds = options.after(line);
    if (milliseconds !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), milliseconds);
  }
  const acknowledged = said.filter((line) => /^v\d+ [0-9a-f]{64}$/.test(line)).map((line) => line.split(' ') as [string, string]);
  return { lastSaid: (said.at(-1) ?? 'nothing').replace(/^v\d.*/, 'published'), acknowledged, uploadMilliseconds };
}
