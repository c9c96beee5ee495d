import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../platform/package-root.js';
import { createProcessRunner } from '../../platform/process-runner.js';

it('the committed schema is the one that the spec makes', { timeout: 30_000 }, async () => {
  const { exitCode, stderr } = await createProcessRunner().run({
    program: process.execPath,
    args: ['--import', 'tsx', join('configs', 'write-schema.ts'), '--check'],
    cwd: packageRoot(),
  });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});
