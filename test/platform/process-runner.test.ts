import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProcessRunner, ProcessTimeoutError } from '../../platform/process-runner.js';

const runner = createProcessRunner();
const node = process.execPath;
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-runner-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A node program that starts a grandchild, writes both pids to a file and stays. */
const family = (ignoreTerm: boolean): string => `
  ${ignoreTerm ? "process.on('SIGTERM', () => {});" : ''}
  const { spawn } = require('node:child_process');
  const grandchild = spawn('sleep', ['60'], { stdio: 'inherit' });
  require('node:fs').writeFileSync('pids.tmp', JSON.stringify([process.pid, grandchild.pid]));
  require('node:fs').renameSync('pids.tmp', 'pids');
  setInterval(() => {}, 1000);`;

const pidsIn = async (): Promise<number[]> => JSON.parse(await readFile(join(folder, 'pids'), 'utf8')) as number[];
const waitForFamily = (): Promise<number[]> => vi.waitFor(pidsIn, { timeout: 10_000, interval: 20 });
const expectGone = async (pids: number[]): Promise<void> => {
  await vi.waitFor(() => expect(pids.filter((pid) => runner.isAlive(pid))).toEqual([]), { timeout: 5_000, interval: 20 });
};

describe('run', () => {
  it('gives exit code and both outputs', async () => {
    const result = await runner.run({ program: node, args: ['-e', "console.log('out'); console.error('err'); process.exitCode = 3"] });
    expect(result).toEqual({ exitCode: 3, signal: null, stdout: 'out\n', stderr: 'err\n' });
  });

  it('passes arguments as they are, without a shell', async () => {
    const argument = '$(touch x); "quoted" *';
    const result = await runner.run({ program: node, args: ['-e', 'process.stdout.write(process.argv[1])', argument] });
    expect(result.stdout).toBe(argument);
  });

  it('adds to the environment and sets the folder', async () => {
    const script = 'process.stdout.write(JSON.stringify([process.env.EXTRA, process.env.PATH !== undefined, process.cwd()]))';
    const result = await runner.run({ program: node, args: ['-e', script], cwd: folder, env: { EXTRA: '1' } });
    expect(JSON.parse(result.stdout)).toEqual(['1', true, folder]);
  });

  it('keeps the last 16 KiB of a long output', async () => {
    const result = await runner.run({ program: node, args: ['-e', "process.stdout.write('a'.repeat(200000) + 'end')"] });
    expect(result.stdout).toHaveLength(16 * 1024);
    expect(result.stdout.endsWith('aend')).toBe(true);
  });

  it('reports a crash as the signal that ended the program', async () => {
    const result = await runner.run({ program: node, args: ['-e', "process.kill(process.pid, 'SIGKILL')"] });
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it('says what could not be started', async () => {
    await expect(runner.run({ program: 'no-such-program', args: [] })).rejects.toThrow(/could not start no-such-program/);
  });

  it('ends the whole group at the timeout', async () => {
    const running = runner.run({ program: node, args: ['-e', family(false)], cwd: folder, timeoutMilliseconds: 1_500 });
    await expect(running).rejects.toBeInstanceOf(ProcessTimeoutError);
    await expectGone(await pidsIn());
  });

  it('ends the whole group when aborted, and rejects with the reason', async () => {
    const abort = new AbortController();
    const running = runner.run({ program: node, args: ['-e', family(false)], cwd: folder, signal: abort.signal });
    running.catch(() => undefined);
    const pids = await waitForFamily();
    abort.abort(new Error('cancelled by the test'));
    await expect(running).rejects.toThrow('cancelled by the test');
    await expectGone(pids);
  });

  it('does not start anything when it is aborted already', async () => {
    await expect(runner.run({ program: node, args: ['-e', family(false)], cwd: folder, signal: AbortSignal.abort() })).rejects.toThrow(
      /aborted/,
    );
    await expect(pidsIn()).rejects.toThrow(/ENOENT/);
  });

  it('does not wait for what the program left behind', async () => {
    const script =
      "const c = require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' }); console.log(c.pid); process.exit(0)";
    const result = await runner.run({ program: node, args: ['-e', script] });
    expect(result.exitCode).toBe(0);
    await expectGone([Number(result.stdout)]);
  });
});

describe('start', () => {
  it('writes output to the log file and leaves no zombie', async () => {
    const logFile = join(folder, 'log');
    const { pid } = await runner.start({ program: node, args: ['-e', "console.log('hello')"], logFile });
    await expectGone([pid]);
    expect(await readFile(logFile, 'utf8')).toBe('hello\n');
  });

  it('rejects when the program is missing', async () => {
    await expect(runner.start({ program: 'no-such-program', args: [], logFile: join(folder, 'log') })).rejects.toThrow(/no-such-program/);
  });
});

describe('stopGroup', () => {
  it('kills a group whose leader ignores SIGTERM', async () => {
    const { pid } = await runner.start({ program: node, args: ['-e', family(true)], cwd: folder, logFile: join(folder, 'log') });
    const pids = await waitForFamily();
    await runner.stopGroup(pid, 100);
    expect(pids.filter((each) => runner.isAlive(each))).toEqual([]);
  });

  it('takes a group that is gone as stopped, twice', async () => {
    const { pid } = await runner.start({ program: node, args: ['-e', ''], logFile: join(folder, 'log') });
    await expectGone([pid]);
    await expect(runner.stopGroup(pid, 100)).resolves.toBeUndefined();
    await expect(runner.stopGroup(pid, 100)).resolves.toBeUndefined();
  });
});
