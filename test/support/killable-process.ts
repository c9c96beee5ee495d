/** A program of a test's own in a process that the test may kill: started from its sources, ready once it has printed a line. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface KillableProcess {
  /** The first line that it printed. */
  readonly line: string;
  /** By SIGKILL; resolves when it has ended. */
  kill(): Promise<void>;
}

/** Killed at the end of the test at the latest. */
export async function aKillableProcess(program: string, args: readonly string[]): Promise<KillableProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { line, kill };
}
