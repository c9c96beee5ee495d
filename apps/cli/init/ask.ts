/** The few questions of `slipway init`, on a terminal alone. Whatever a flag answers is not asked. */

import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { type CANCEL_SYMBOL, isCancel, select, text } from '@clack/prompts';
import { isModelName } from '../../../domain/model-version.js';
import { ExplainedError } from '../../../domain/explained-error.js';

export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

export interface Choices {
  readonly model: string;
  /** A folder, or `tiny`. */
  readonly baseModel: string;
  readonly trial: boolean;
}

export async function askDataFile(terminal: Terminal): Promise<string> {
  return answered(
    await text({
      ...terminal,
      message: 'Which file has your examples? One JSON object a line.',
      placeholder: 'data/examples.jsonl',
      validate: (path) => (path !== undefined && existsSync(path) ? undefined : 'There is no such file or folder.'),
    }),
  );
}

/** `suggested` is a model's name. */
export async function askChoices(given: Partial<Choices>, suggested: string | undefined, terminal: Terminal): Promise<Choices> {
  const model = given.model ?? (await askModel(suggested, terminal));
  const baseModel = given.baseModel ?? (await askBaseModel(terminal));
  const trial = given.trial ?? (await askWindows(terminal));
  return { model, baseModel, trial };
}

async function askModel(suggested: string | undefined, terminal: Terminal): Promise<string> {
  return answered(
    await text({
      ...terminal,
      message: 'What is the model called? Users will ask for it by this name.',
      ...(suggested === undefined ? {} : { initialValue: suggested }),
      validate: (name) => (isModelName(name ?? '') ? undefined : 'Lower-case letters, digits and dashes, at most 40.'),
    }),
  );
}

async function askBaseModel(terminal: Terminal): Promise<string> {
  const kind = answered(
    await select({
      ...terminal,
      message: 'Which model is fine-tuned?',
      options: [
        { value: 'tiny', label: 'tiny', hint: 'comes with Slipway; learns an easy task in a minute, good for trying out' },
        { value: 'folder', label: 'a folder of your own', hint: 'Hugging Face format with safetensors' },
      ],
    }),
  );
  if (kind === 'tiny') return kind;
  return answered(
    await text({
      ...terminal,
      message: 'In which folder is it?',
      placeholder: 'models/llama-3.1-8b',
      validate: (path) => (path !== undefined && existsSync(path) ? undefined : 'There is no such folder.'),
    }),
  );
}

async function askWindows(terminal: Terminal): Promise<boolean> {
  return answered(
    await select({
      ...terminal,
      message: 'How long is a release watched?',
      options: [
        { value: true, label: 'a trial', hint: 'minutes, for a first try on this machine' },
        { value: false, label: 'production', hint: '2 h at 5 %, 4 h at 25 %, then 24 h' },
      ],
    }),
  );
}

function answered<Value extends string | boolean>(answer: Value | typeof CANCEL_SYMBOL): Value {
  if (!isCancel(answer)) return answer;
  throw new ExplainedError({
    what: 'stopped before the last answer',
    why: 'nothing was written',
    next: 'slipway init --help has a flag for every question',
  });
}
