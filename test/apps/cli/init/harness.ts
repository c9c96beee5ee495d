/** `slipway init` without a process: a project folder with examples, and what would be written there. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examineData } from '../../../../apps/cli/init/examine.js';
import { prepare, type Prepared } from '../../../../apps/cli/init/prepare.js';
import type { Choices } from '../../../../apps/cli/init/ask.js';
import type { Output } from '../../../../apps/cli/output.js';
import { aFolder } from '../../../support/set-up.js';

export interface Initialised extends Prepared {
  readonly folder: string;
}

/** Prints nothing. */
export const silent: Output = { json: true, result: () => undefined, progress: () => undefined };

export async function initialise(lines: readonly string[], choices: Partial<Choices> = {}): Promise<Initialised> {
  const folder = await aFolder();
  const dataFile = join(folder, 'data', 'examples.jsonl');
  await mkdir(join(folder, 'data'));
  await writeFile(dataFile, lines.join('\n'));
  const project = { folder, pipelines: join(folder, 'configs', 'pipelines') };
  const all = { model: 'triage', baseModel: 'tiny', trial: false, ...choices };
  return { folder, ...(await prepare({ choices: all, dataFile, project, output: silent }, await examineData(dataFile, silent))) };
}

const subjects = ['refund', 'invoice', 'login', 'parcel', 'bug'];

/** What examples may look like, 200 of each. */
export const someData: Readonly<Record<'classification' | 'extraction' | 'chat' | 'text labels', (index: number) => string>> = {
  classification: (index) => JSON.stringify({ intent: subjects[index % subjects.length] }),
  extraction: (index) => JSON.stringify({ name: `name ${index}`, order: index }),
  chat: (index) => `Thank you for writing about ${subjects[index % subjects.length]} number ${index}.`,
  'text labels': (index) => subjects[index % subjects.length] ?? '',
};

export function examplesOf(kind: keyof typeof someData, shape: 'messages' | 'prompt', count = 200): string[] {
  return Array.from({ length: count }, (_, index) => {
    const [question, answer] = [`question ${index} of ${index % 3}`, someData[kind](index)];
    if (shape === 'prompt') return JSON.stringify({ prompt: question, completion: answer });
    const messages = [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ];
    return JSON.stringify({ conversationId: `c${Math.floor(index / 2)}`, messages });
  });
}
