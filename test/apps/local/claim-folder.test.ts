import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimFolder, requireUnclaimed } from '../../../apps/local/claim-folder.js';
import { startTicksOf } from '../../../platform/process-group.js';
import { aFolder } from '../../support/set-up.js';

it('refuses a folder on which another stack runs, saying who and how to stop it, until it is given back', async () => {
  const folder = await aFolder();
  const giveBack = await claimFolder(folder);
  await expect(claimFolder(folder)).rejects.toThrow(
    `slipway runs on ${folder} already, process ${process.pid} is alive; stop it with Ctrl-C in its terminal, or with: kill ${process.pid}`,
  );
  await giveBack();
  await expect(requireUnclaimed(folder)).resolves.toBeUndefined();
});

it('gives the folder to one of several that ask at once', async () => {
  const folder = await aFolder();
  const asked = await Promise.allSettled(Array.from({ length: 3 }, () => claimFolder(folder)));
  expect(asked.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
});

it('takes no notice of a claim whose process is gone, nor of one whose number another program has now', async () => {
  const folder = await aFolder();
  const gone = spawn('true');
  await once(gone, 'exit');
  await writeFile(join(folder, 'claim.json'), JSON.stringify({ pid: gone.pid, startTicks: '1' }));
  await (
    await claimFolder(folder)
  )();
  const other = spawn('sleep', ['100']);
  onTestFinished(() => void other.kill('SIGKILL'));
  const ticks = Number(startTicksOf(other.pid ?? 0));
  expect(ticks).toBeGreaterThan(0);
  await writeFile(join(folder, 'claim.json'), JSON.stringify({ pid: other.pid, startTicks: String(ticks - 1) }));
  await expect(claimFolder(folder)).resolves.toBeTypeOf('function');
});
