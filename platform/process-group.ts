/** Looking at and ending process groups that may have been started by an earlier life of this program, so by number only. */

import { readdir, readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that ended and was not collected by its parent counts as gone. */
export function isAlive(pid: number): boolean {
  if (!signalProcess(pid, 0)) return false;
  try {
    return !isEnded(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // Without /proc (macOS) the signal's answer stands; with it the process ended in between.
    return signalProcess(pid, 0);
  }
}

/**
 * When the process began, in the kernel's own ticks; undefined when there is none, or no /proc. With the pid it names one
 * process for as long as the machine is up: pids alone are given out again.
 */
export function startTicksOf(pid: number): string | undefined {
  try {
    return afterCommand(readFileSync(`/proc/${pid}/stat`, 'utf8')).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** SIGTERM to the group, SIGKILL after `graceMilliseconds`; resolves when nothing of it runs. "Already gone" is success. */
export async function stopGroup(pid: number, graceMilliseconds: number): Promise<void> {
  signalProcess(-pid, 'SIGTERM');
  if (await goneWithin(pid, graceMilliseconds)) return;
  signalProcess(-pid, 'SIGKILL');
  // SIGKILL cannot be refused; only a process stuck in the kernel outlives this.
  if (!(await goneWithin(pid, 10_000)))
    throw new Error(`process group ${pid} still runs 10 s after SIGKILL; look at it with ps -o pid,stat,cmd`);
}

/** False when there is no such process (or group, for a negative number). */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function goneWithin(group: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    if (!(await groupRuns(group))) return true;
    if (performance.now() >= deadline) return false;
    await delay(25);
  }
}

async function groupRuns(group: number): Promise<boolean> {
  if (!signalProcess(-group, 0)) return false;
  // The signal also reaches members that ended and that nobody collects, as in a container without an init process.
  const entries = await readdir('/proc').catch(() => undefined);
  if (entries === undefined) return true;
  for (const entry of entries.filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => undefined);
    if (stat !== undefined && groupOf(stat) === group && !isEnded(stat)) return true;
  }
  return false;
}

// proc(5): `pid (command) state ppid pgrp …`; the command may itself contain spaces and parentheses.
function isEnded(stat: string): boolean {
  return /^[ZX]/.test(afterCommand(stat));
}

function groupOf(stat: string): number {
  return Number(afterCommand(stat).split(' ')[2]);
}

function afterCommand(stat: string): string {
  return stat.slice(stat.lastIndexOf(')') + 2);
}
