import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyFileError, readKeyFile } from '../../platform/key-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-keys-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function aFile(mode: number): Promise<string> {
  const path = join(folder, `${mode.toString(8)}.pem`);
  await writeFile(path, 'a key');
  await chmod(path, mode);
  return path;
}

async function refusalOf(path: string): Promise<KeyFileError['explanation']> {
  const error = await readKeyFile({ setting: 'SLIPWAY_SIGNING_KEY', path, isPrivate: true }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(KeyFileError);
  return error instanceof KeyFileError ? error.explanation : { what: '', why: '', next: '' };
}

describe('a file with a private key', () => {
  it.each([0o600, 0o400])('is read when only its owner may read it: %o', async (mode) => {
    const path = await aFile(mode);
    const setting = 'SLIPWAY_SIGNING_KEY';
    expect(await readKeyFile({ setting, path, isPrivate: true })).toEqual({ setting, path, pem: 'a key' });
  });

  it.each([0o640, 0o604, 0o620, 0o644, 0o660])('is refused when others may do anything with it: %o', async (mode) => {
    const path = await aFile(mode);
    const explanation = await refusalOf(path);
    expect(explanation).toEqual({
      what: `SLIPWAY_SIGNING_KEY: ${path} cannot be used`,
      why: `it is for a private key, and its mode ${mode.toString(8)} lets others than its owner at it`,
      next: `chmod 600 ${path}`,
    });
  });

  it('is judged by itself and not by the link that leads to it', async () => {
    const link = join(folder, 'link.pem');
    await symlink(await aFile(0o644), link);
    expect((await refusalOf(link)).why).toContain('its mode 644');
  });

  it('that is not there, or a folder, is refused with the command that makes one', async () => {
    const missing = await refusalOf(join(folder, 'none.pem'));
    expect(missing).toMatchObject({ why: 'there is no such file', next: expect.stringContaining('slipway keys new') as string });
    await chmod(folder, 0o700);
    expect((await refusalOf(folder)).why).toContain('EISDIR');
  });
});

it('a file with public keys may be read by everybody', async () => {
  const path = await aFile(0o644);
  expect((await readKeyFile({ setting: 'SLIPWAY_VERIFY_KEYS', path, isPrivate: false })).pem).toBe('a key');
});
