import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examineInstalled, isInstalled, sha256Of, writeStamp } from '../../setup/installed.js';
import { aFolder } from '../support/set-up.js';

async function aHomeWithPart(): Promise<{ home: string; file: string }> {
  const home = await aFolder();
  const file = join(home, 'tool');
  await writeFile(file, 'whole');
  await writeStamp(home, 'tool', { pin: 'tool==1', files: [{ path: 'tool', bytes: 5, sha256: await sha256Of(file) }] });
  return { home, file };
}

describe('an installed part', () => {
  it('is known by its stamp', async () => {
    const { home } = await aHomeWithPart();
    expect(await isInstalled(home, 'tool', 'tool==1')).toBe(true);
    expect(await examineInstalled(home, 'tool', 'tool==1')).toBe('ok');
  });

  it('is old under another pin and missing under another name', async () => {
    const { home } = await aHomeWithPart();
    expect(await isInstalled(home, 'tool', 'tool==2')).toBe(false);
    expect(await examineInstalled(home, 'tool', 'tool==2')).toBe('old');
    expect(await examineInstalled(home, 'other', 'tool==1')).toBe('missing');
  });

  it('is not installed without its file or with one cut short', async () => {
    const { home, file } = await aHomeWithPart();
    await writeFile(file, 'who');
    expect(await isInstalled(home, 'tool', 'tool==1')).toBe(false);
    await rm(file);
    expect(await isInstalled(home, 'tool', 'tool==1')).toBe(false);
    expect(await examineInstalled(home, 'tool', 'tool==1')).toBe('damaged');
  });

  it('is found damaged by the doctor when bytes changed and the size did not', async () => {
    const { home, file } = await aHomeWithPart();
    await writeFile(file, 'whale');
    expect(await isInstalled(home, 'tool', 'tool==1')).toBe(true);
    expect(await examineInstalled(home, 'tool', 'tool==1')).toBe('damaged');
  });

  it('counts as missing when its stamp cannot be understood', async () => {
    const { home } = await aHomeWithPart();
    await writeFile(join(home, 'stamps', 'tool.json'), '{"pin":');
    expect(await examineInstalled(home, 'tool', 'tool==1')).toBe('missing');
  });
});
