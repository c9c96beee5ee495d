/** One measured step in a process of its own: `child.ts STEP FILE FOLDER EXAMPLES`. Prints one line of JSON. */

import { steps } from './steps.js';
import type { StepName } from './steps.js';

export interface Measured {
  readonly examples: number;
  readonly found: string;
  readonly cpuSeconds: number;
  /** Mebibytes. */
  readonly peak: number;
}

const [step = 'empty', file = '', folder = '', examples = '0'] = process.argv.slice(2);
const before = process.cpuUsage();
const result = await steps[step as StepName]({ file, folder, examples: Number(examples) });
const { user, system } = process.cpuUsage(before);
const measured: Measured = { ...result, cpuSeconds: (user + system) / 1e6, peak: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(measured));
