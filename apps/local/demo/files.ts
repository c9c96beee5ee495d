/** The demo's own pipeline file and its batches of tickets, in an emptied folder. */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { sha256OfFolder } from '../../../gguf/digest.js';
import { packageRoot } from '../../../platform/package-root.js';
import { generateTickets, permuteLabels, type Ticket } from '../example-tickets.js';

export const demoModel = 'support-triage';

export interface DemoFiles {
  readonly configsDir: string;
  /** Replaces a batch; an empty one removes it. */
  writeBatch(name: string, tickets: readonly Ticket[]): Promise<void>;
}

/** Batches in the order in which they reach the team. The third comes with its labels shifted by a mistake in somebody's export. */
export const batches = {
  first: (): Ticket[] => generateTickets({ seed: 1, count: 300, pool: 'early' }),
  second: (): Ticket[] => generateTickets({ seed: 2, count: 900, pool: 'late' }),
  permuted: (): Ticket[] => permuteLabels(mixed(3, 450)),
  fourth: (): Ticket[] => mixed(4, 150),
};

function mixed(seed: number, ofEach: number): Ticket[] {
  return [...generateTickets({ seed, count: ofEach, pool: 'early' }), ...generateTickets({ seed, count: ofEach, pool: 'late' })];
}

const template = z.looseObject({
  data: z.looseObject({}),
  train: z.looseObject({ baseModel: z.looseObject({}) }),
  evaluate: z.looseObject({ regression: z.looseObject({}), safety: z.looseObject({}) }),
});

export async function prepareFiles(folder: string): Promise<DemoFiles> {
  await rm(folder, { recursive: true, force: true });
  const configsDir = join(folder, 'configs');
  const dataDir = join(folder, 'data');
  await mkdir(configsDir, { recursive: true });
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(configsDir, `${demoModel}.yaml`), await pipelineFile(dataDir));
  return {
    configsDir,
    async writeBatch(name, tickets) {
      const path = join(dataDir, `${name}.jsonl`);
      if (tickets.length === 0) await rm(path, { force: true });
      else await writeFile(path, tickets.map((ticket) => `${JSON.stringify(ticket)}\n`).join(''));
    },
  };
}

async function pipelineFile(dataDir: string): Promise<string> {
  const root = packageRoot();
  const spec = template.parse(parse(await readFile(join(root, 'configs', 'demo', `${demoModel}.yaml`), 'utf8')));
  const baseModelDir = join(root, 'python', 'tiny_base', 'model');
  const suite = (name: string): { suite: string } => ({ suite: join(root, 'configs', 'suites', demoModel, `${name}.jsonl`) });
  return stringify({
    ...spec,
    data: { ...spec.data, sources: [dataDir] },
    train: { ...spec.train, baseModel: { ...spec.train.baseModel, uri: baseModelDir, sha256: await sha256OfFolder(baseModelDir) } },
    evaluate: { ...spec.evaluate, regression: suite('regression'), safety: suite('safety') },
  });
}
