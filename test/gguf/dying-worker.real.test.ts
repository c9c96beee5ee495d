import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../../platform/process-group.js';
import { missingParts } from '../support/golden.js';

const program = fileURLToPath(new URL('dying-worker.ts', import.meta.url));
const patience = { timeout: 60_000, interval: 20 };

/** The child that was given the folder; the TypeScript loader has children of its own. */
async function childOf(pid: number, folder: string): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  for (const child of children.split(' ').filter(Boolean)) {
    if ((await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')).includes(folder)) return Number(child);
  }
  return undefined;
}

/** Opens only while somebody reads, and is left open: the reader then waits for more. */
async function isRead(pipe: string): Promise<boolean> {
  const writing = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (writing !== undefined) onTestFinished(() => writing.close());
  return writing !== undefined;
}

const hasLoaded = async (pid: number, library: string): Promise<boolean> => (await readFile(`/proc/${pid}/maps`, 'utf8')).includes(library);

describe.skipIf(missingParts !== undefined || process.platform !== 'linux')(
  `a worker that is killed while it packages ${missingParts ?? ''}`,
  () => {
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'slipway-dying-'));
    });
    afterAll(async () => {
      await rm(folder, { recursive: true });
    });

    // Its input is a pipe that says nothing: the child of a worker that was left alone would wait for ever.
    it.each([
      ['convert', 'config.json', (_pid: number, pipe: string) => isRead(pipe)],
      ['quantize', 'f16.gguf', (pid: number) => hasLoaded(pid, 'libllama')],
      ['probe', 'packaged.gguf', (pid: number) => hasLoaded(pid, 'xllamacpp')],
    ])('takes its child along: %s', async (stage, input, isUnderWay) => {
      const merged = await mkdtemp(join(folder, 'merged-'));
      const pipe = join(merged, input);
      await promisify(execFile)('mkfifo', [pipe]);
      const args = ['--import', 'tsx', program, stage, stage === 'convert' ? merged : pipe, join(merged, 'out.gguf')];
      const worker = spawn(process.execPath, args, { stdio: 'ignore' });
      onTestFinished(() => void worker.kill('SIGKILL'));
      let child: number | undefined;
      await expect.poll(async () => (child = await childOf(worker.pid ?? 0, merged)), patience).toBeDefined();
      const pid = child ?? 0;
      onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
      await expect.poll(() => isUnderWay(pid, pipe), patience).toBe(true);
      worker.kill('SIGKILL');
      await expect.poll(() => isAlive(pid), patience).toBe(false);
    });
  },
);
