/** Runs blocks of documentation as a person's terminals would: one after the other, or left running in the background. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Block } from './blocks.js';

export interface Shell {
  /** Standard output and error together. Throws with the end of it when a command fails. */
  run(block: Pick<Block, 'text' | 'file' | 'line'>): Promise<string>;
  start(block: Block): void;
  /** Ctrl-C in every terminal, newest first; resolves when all have ended. */
  stop(): Promise<void>;
}

const shownCharacters = 4_000;

export function createShell(cwd: string, variables: Readonly<Record<string, string>>): Shell {
  const background: ChildProcess[] = [];
  const begin = (text: string): ChildProcess =>
    spawn('bash', ['-euo', 'pipefail', '-c', text], {
      cwd,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, as a terminal gives it: Ctrl-C reaches what npx has started.
      detached: true,
    });
  return {
    async run({ text, file, line }) {
      const child = begin(text);
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part: string) => (output += part));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code === 0) return output;
      throw new Error(`${file}:${line} ended with ${code}:\n${text}\n${output.slice(-shownCharacters)}`);
    },
    start(block) {
      const child = begin(block.text);
      // Read, or it would wait for a reader once the pipe is full.
      for (const stream of [child.stdout, child.stderr]) stream?.resume();
      background.push(child);
    },
    async stop() {
      for (const child of background.toReversed()) {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
        process.kill(-child.pid, 'SIGINT');
        await once(child, 'close');
      }
    },
  };
}
