import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProcessResult } from '../../../platform/ports.js';
import { tools } from '../../../setup/tools/index.js';
import { useProgram } from './harness.js';

const program = useProgram();

/** On a machine without any program, so that nothing can be fetched. */
const slipway = (...args: string[]): Promise<ProcessResult> => program.run(args, { PATH: '' });

describe('slipway tools', { timeout: 30_000 }, () => {
  it('lists each tool with what it is for, what it costs and its state, within 80 columns, and installs nothing', async () => {
    const { exitCode, stdout, stderr } = await slipway('tools', '--list');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const { name } of tools) expect(stdout).toMatch(new RegExp(`^│ ${name} +│ .+ │ \\d+ MB +│ \\d+ MB +│ .+ │ missing │$`, 'm'));
    expect(stdout.split('\n').filter((line) => line.startsWith('│') && line.length > 80)).toEqual([]);
    expect(stdout).toContain('versitygw cannot be had here: found no go on PATH; ');
    expect(stdout).toContain('None needs root. Install with: npm run tools -- NAME');
    await expect(readdir(join(program.folder(), 'home'))).rejects.toThrow('ENOENT');
  });

  it('lists one tool for a program to read', async () => {
    const { stdout } = await slipway('tools', '--list', '--json', 'seaweedfs');
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        name: 'seaweedfs',
        cost: expect.objectContaining({ downloadMegabytes: 48, diskMegabytes: 154 }),
        needsRoot: false,
        state: 'missing',
      }),
    ]);
  });

  it('ends with 1 and says what is missing when a named tool cannot be had here', async () => {
    const { exitCode, stdout } = await slipway('tools', 'alertmanager');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^alertmanager: not on this machine: alertmanager is built with Go 1\.21 or newer, found no go on PATH; .+\n$/);
  });

  it('ends with 2 for a name that is none, and names those there are', async () => {
    const { exitCode, stdout, stderr } = await slipway('tools', 'minio');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(tools.map((tool) => tool.name).join(', '));
  });
});
