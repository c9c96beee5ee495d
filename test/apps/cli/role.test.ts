import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../platform/package-root.js';
import { createProcessRunner } from '../../../platform/process-runner.js';
import { aFolder } from '../../support/set-up.js';

it('says why a role cannot start as one line of its log, and ends with 1', { timeout: 30_000 }, async () => {
  const folder = await aFolder();
  const stateFile = join(folder, 'routes.json');
  await writeFile(stateFile, 'damaged');
  const { exitCode, stdout, stderr } = await createProcessRunner().run({
    program: process.execPath,
    args: ['--import', 'tsx', join('apps', 'cli', 'main.ts'), 'gateway', '--port', '0', '--control-port', '0', '--state', stateFile],
    cwd: packageRoot(),
    env: { SLIPWAY_HOME: folder },
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(JSON.parse(stderr)).toMatchObject({
    level: 60,
    role: 'gateway',
    msg: 'the gateway cannot go on',
    err: { message: expect.stringContaining(stateFile) },
  });
});
