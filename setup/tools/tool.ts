/** What an optional part is, and what may be asked of it. Separate because each tool has a file of its own and the list treats them alike. */

import { isDependency } from '../layout.js';
import type { Explanation } from '../../domain/explained-error.js';
import type { SetupContext } from '../report.js';

export interface Tool {
  readonly name: string;
  readonly purpose: string;
  readonly cost: Cost;
  /** Its folder among the tools of the home. */
  readonly folder: string;
  /** The first is the one its users start; a model has none. */
  readonly programs: readonly ToolProgram[];
  /** What is installed, exactly; may depend on the machine. */
  pin(context: SetupContext): Promise<string>;
  /** Why this machine cannot have it, before anything is fetched; undefined where it can. */
  obstacle(context: SetupContext): Promise<Explanation | undefined>;
  /** Makes the folder inside `work` and answers its path. It works wherever it is moved afterwards. */
  make(context: SetupContext, work: string): Promise<string>;
}

/** Measured on Linux x86-64 with 2 shared cores. No tool needs root: all of it goes into the home. */
export interface Cost {
  readonly downloadMegabytes: number;
  readonly diskMegabytes: number;
  /** Free space needed while it is made. */
  readonly roomMegabytes: number;
  readonly cpuMinutes: number;
  /** What else it costs, as a part of a sentence. */
  readonly besides?: string;
}

export interface ToolProgram {
  readonly name: string;
  /** In the tool's folder. */
  readonly path: string;
  /** Names under which others install it. */
  readonly onPath: readonly string[];
  /** A quick call that ends with 0 where the program can run. */
  readonly versionArguments: readonly string[];
}

/** The line to type for one tool. */
export function toolCommand(name: string): string {
  return isDependency() ? `npx slipway tools ${name}` : `npm run tools -- ${name}`;
}

/** Download, disk and CPU, each short enough for a column. */
export function costCells({ downloadMegabytes, diskMegabytes, cpuMinutes }: Cost): [string, string, string] {
  return [`${downloadMegabytes} MB`, `${diskMegabytes} MB`, cpuMinutes < 1 ? 'seconds' : `${cpuMinutes} min`];
}

export function costText(cost: Cost): string {
  const [download, disk, cpu] = costCells(cost);
  const besides = cost.besides === undefined ? '' : `, besides ${cost.besides}`;
  return `${download} to download, ${disk} on disk, ${cpu} of CPU, no root${besides}`;
}
