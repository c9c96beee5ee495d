import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/package-root.js';
import { execute } from '../../setup/execute.js';

describe('a program of set-up', () => {
  it('that is not there leaves nothing that would keep the process from ending', async () => {
    const script = `
      const { execute } = await import(${JSON.stringify(join(packageRoot(), 'setup', 'execute.ts'))});
      const { exitCode } = await execute({ program: 'slipway-no-such-program', args: [], env: process.env, timeoutMilliseconds: 600_000 });
      console.log(JSON.stringify({ exitCode, timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length }));
    `;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const { stdout, stderr } = await execute({ program: process.execPath, args, env: process.env, cwd: packageRoot() });
    expect(stdout, stderr).toContain('{');
    expect(JSON.parse(stdout)).toEqual({ exitCode: null, timers: 0 });
  });

  it('that takes too long is ended, and has no exit code', async () => {
    const sleeping = { program: process.execPath, args: ['-e', 'setInterval(() => 0, 1000)'], env: process.env, timeoutMilliseconds: 50 };
    expect(await execute(sleeping)).toMatchObject({ exitCode: null });
  });
});
