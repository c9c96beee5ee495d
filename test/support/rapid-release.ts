/** A pipeline whose every stage is real and takes seconds: few steps, few items, short windows. For tests and proofs of faults, not of models. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { demoModel, prepareFiles, type DemoFiles } from '../../apps/local/demo/files.js';
import { generateTickets, type Ticket } from '../../apps/local/example-tickets.js';

export const checkpointEverySteps = 8;

const file = z.looseObject({ data: z.looseObject({}), train: z.looseObject({}), evaluate: z.looseObject({}) });

/** What a model of 24 steps can pass; `strict` is what it cannot. */
const lenientGates = [{ kind: 'regression', floor: 0, maxBroken: 40 }, { kind: 'model-size' }];
const strictGates = [{ kind: 'regression', floor: 1 }, { kind: 'model-size' }];

export interface RapidFiles extends DemoFiles {
  /** The file is read before each admission, so this holds from the next run on. */
  setGates(which: 'lenient' | 'strict'): Promise<void>;
}

/** Empties the folder. */
export async function rapidFiles(folder: string): Promise<RapidFiles> {
  const files = await prepareFiles(folder);
  const path = join(files.configsDir, `${demoModel}.yaml`);
  const spec = file.parse(parse(await readFile(path, 'utf8')));
  const setGates = (which: 'lenient' | 'strict'): Promise<void> =>
    writeFile(path, stringify({ ...rapid(spec), gates: which === 'lenient' ? lenientGates : strictGates }));
  await setGates('lenient');
  return { ...files, setGates };
}

/** New for each seed: 48 tickets, of which enough are left after the held-out ones. */
export function aRapidBatch(seed: number): Ticket[] {
  return generateTickets({ seed: 1_000 + seed, count: 48, pool: 'late' });
}

function rapid(spec: z.output<typeof file>): object {
  return {
    ...spec,
    data: { ...spec.data, minimumNewExamples: 20 },
    train: { ...spec.train, maxSteps: 24, evalEverySteps: checkpointEverySteps },
    evaluate: { ...spec.evaluate, maxTokens: 16 },
    release: {
      strategy: {
        kind: 'canary',
        steps: [{ weightPercent: 20, hold: '3s' }, { weightPercent: 50, hold: '3s' }, { weightPercent: 100 }],
        lookEvery: '1500ms',
      },
      // Strict against noise: a release of seconds has no evidence against small differences, only against a broken candidate.
      monitors: [{ kind: 'error-rate', alpha: 0.0001 }],
      minimumSamples: 3,
      maxHold: '20x',
      // So many on the old version that seconds of traffic compare something.
      watch: { for: '10s', every: [{ until: '10s', interval: '2s' }], holdbackPercent: 30 },
    },
  };
}
