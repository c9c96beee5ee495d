/**
 * Runs a program and hands on its lines as they come. Separate from the process runner of `platform/`, because set-up wants
 * progress and the terminal's own process group, so that Ctrl-C ends a download.
 */

import { spawn } from 'node:child_process';
import type { Environment } from './layout.js';

export interface Execution {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd?: string;
  readonly timeoutMilliseconds?: number;
  readonly onLine?: (line: string) => void;
}

export interface Executed {
  /** Null when the program did not start, was killed or ran out of time. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The end of the error output, or why the program did not start. */
  readonly stderr: string;
}

const keptCharacters = 16_384;

/** Never rejects: a program that is not there has the exit code null. */
export function execute(execution: Execution): Promise<Executed> {
  return new Promise((resolve) => {
    const child = spawn(execution.program, [...execution.args], {
      env: { ...execution.env },
      ...(execution.cwd === undefined ? {} : { cwd: execution.cwd }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout = collect(child.stdout, execution.onLine);
    const stderr = collect(child.stderr, execution.onLine);
    // Not by Node's own option: its timer goes on when the program did not start, and the process would not end before it.
    const limit = execution.timeoutMilliseconds;
    const timer = limit === undefined ? undefined : setTimeout(() => child.kill(), limit);
    const settle = (executed: Executed): void => {
      clearTimeout(timer);
      resolve(executed);
    };
    child.once('error', (error) => settle({ exitCode: null, stdout: '', stderr: error.message }));
    child.once('close', (exitCode) => settle({ exitCode, stdout: stdout(), stderr: stderr() }));
  });
}

/** What a program printed, undefined where it is no JSON: any program may have been named. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function collect(stream: NodeJS.ReadableStream, onLine?: (line: string) => void): () => string {
  let kept = '';
  let line = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    kept = (kept + chunk).slice(-keptCharacters);
    const lines = (line + chunk).split(/\r?\n|\r/);
    line = lines.pop() ?? '';
    for (const each of lines) if (each.trim() !== '') onLine?.(each.trim());
  });
  return () => kept;
}
