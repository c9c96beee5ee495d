/** One process of a role: how it is started, why it ended, what its log said last. Keeping it alive is the keeper's business. */

import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { stopGroup } from '../../platform/process-group.js';
import type { ProcessCommand } from '../../platform/ports.js';
import { ambient } from '../../setup/layout.js';

export interface RoleCommand extends Pick<ProcessCommand, 'program' | 'args' | 'env'> {
  readonly logFile: string;
  /** Gives the process a pipe as descriptor 3 that closes when this process is gone, however it went. */
  readonly lifeline?: boolean;
}

export interface RoleProcess {
  /** Leads its process group. */
  readonly pid: number;
  /** Resolves with the reason when nothing of its group runs any more; never rejects. */
  readonly ended: Promise<string>;
  /** The reason; undefined while it runs. */
  reason(): string | undefined;
  /** "Already ended" is success. */
  stop(graceMilliseconds: number): Promise<void>;
  /** The end of what this process has written to its log. */
  lastLines(): Promise<string>;
}

const linesShown = 8;
/** Of a log that may have grown for months. */
const bytesRead = 16 * 1024;

export async function startRoleProcess(command: RoleCommand): Promise<RoleProcess> {
  const log = await open(command.logFile, 'a');
  try {
    const logStart = (await log.stat()).size;
    const child = spawn(command.program, [...command.args], {
      // A group of its own: a terminal's Ctrl-C reaches the stack only, which then stops its roles in order.
      detached: true,
      env: { ...ambient, ...command.env },
      stdio: ['ignore', log.fd, log.fd, ...(command.lifeline === true ? (['pipe'] as const) : [])],
    });
    // Nobody writes to the lifeline; its end is the process's end, which is told by `ended`.
    child.stdio[3]?.on('error', () => undefined);
    const exit = exitOf(child);
    const pid = await pidOf(child, command.program);
    let reason: string | undefined;
    const ended = exit.then(async (text) => {
      // What the leader leaves in its group holds ports and files that the next life needs.
      await stopGroup(pid, 0).catch((error: unknown) => (text += `; ${String(error)}`));
      return (reason = text);
    });
    return {
      pid,
      ended,
      reason: () => reason,
      async stop(graceMilliseconds) {
        // Its number may belong to somebody else by then.
        if (reason === undefined) await stopGroup(pid, graceMilliseconds);
        await ended;
      },
      lastLines: () => lastLines(command.logFile, logStart),
    };
  } finally {
    await log.close();
  }
}

function pidOf(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`could not start ${program}: ${error.message}`, { cause: error })));
    child.once('spawn', () => (child.pid === undefined ? reject(new Error(`${program} has no pid`)) : resolve(child.pid)));
  });
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve(signal === null ? `exit code ${exitCode}` : `ended by ${signal}`));
  });
}

/** For people: a structured line is shown as its message and its error's. */
async function lastLines(logFile: string, from: number): Promise<string> {
  const log = await open(logFile, 'r');
  try {
    const { size } = await log.stat();
    const start = Math.max(from, size - bytesRead);
    const { buffer } = await log.read({ buffer: Buffer.alloc(Math.max(0, size - start)), position: start });
    const lines = buffer.toString('utf8').trimEnd().split('\n').slice(-linesShown);
    return lines.map((line) => `  ${readable(line)}`).join('\n');
  } finally {
    await log.close();
  }
}

function readable(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [...new Set([msg, err?.message])].filter((part) => part !== undefined).join(': ') || line;
  } catch {
    // Not written by our logger.
    return line;
  }
}
