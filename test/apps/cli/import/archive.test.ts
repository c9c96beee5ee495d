import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isArchive, unpackArchive } from '../../../../apps/cli/import/archive.js';
import { createPlaces } from '../../../../apps/cli/import/member-names.js';
import { UsageError } from '../../../../apps/cli/exit.js';
import { aTar, tarBytes, written, type TarMember } from './tars.js';

let folder = '';
let rounds = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-archives-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const limits = { members: 100, bytes: 1_000_000 };
const model: TarMember[] = [
  { name: './', type: 'directory' },
  { name: './bundle/', type: 'directory' },
  { name: './bundle/model.gguf', content: 'GGUF' },
  { name: './bundle/Modelfile', content: 'FROM ./model.gguf\n' },
];

async function anEmptyFolder(): Promise<string> {
  const out = join(folder, `out-${(rounds += 1)}`, 'inner');
  await mkdir(out, { recursive: true });
  return out;
}

/** What is wrong with it, a line each; and what was written all the same. */
async function verdictOn(path: string, given = limits): Promise<string[]> {
  const out = await anEmptyFolder();
  try {
    await unpackArchive(path, out, given);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const left = (await readdir(out)).map((name) => `left ${name}`);
    return [...error.explanation.why.split('\n'), ...left];
  }
}

describe('an archive of a model', () => {
  it.each(['.tar', '.tar.gz'] as const)('is unpacked from %s as it was packed', async (ending) => {
    const out = await anEmptyFolder();
    await unpackArchive(await aTar(folder, model, ending), out, limits);
    expect((await readdir(out, { recursive: true })).toSorted()).toEqual(['bundle', 'bundle/Modelfile', 'bundle/model.gguf']);
    expect(await readFile(join(out, 'bundle/model.gguf'), 'utf8')).toBe('GGUF');
  });

  it('is known by its name, and others are refused with how to unpack them', () => {
    expect(['model.tar', 'a/b.TAR.GZ', 'model.tgz'].map((name) => isArchive(name))).toEqual([true, true, true]);
    expect(['model.gguf', 'folder', 'tar'].map((name) => isArchive(name))).toEqual([false, false, false]);
    expect(() => isArchive('export.zip')).toThrow(/unzip export\.zip -d FOLDER, then import the folder/);
    expect(() => isArchive('model.tar.zst')).toThrow(/unpack it, then import the folder/);
  });
});

describe('an archive is refused before anything is written', () => {
  it.each<[string, TarMember, RegExp]>([
    ['for an absolute path', { name: '/etc/cron.d/x' }, /^"\/etc\/cron\.d\/x" has an absolute path$/],
    ['for a drive of Windows', { name: 'C:/x' }, /has an absolute path/],
    ['for a way up', { name: 'bundle/../../x' }, /leads out of the folder by \.\.$/],
    ['for a way up at the end', { name: 'bundle/..', type: 'directory' }, /leads out of the folder/],
    ['for a way up of Windows', { name: 'bundle\\..\\x' }, /has a backslash in its name/],
    ['for a symbolic link', { name: 'bundle/link', type: 'symlink', linkname: '/etc' }, /is a symbolic link; only files/],
    ['for a hard link', { name: 'bundle/hard', type: 'link', linkname: '/etc/passwd' }, /is a link to another member/],
    ['for a device', { name: 'bundle/null', type: 'character-device' }, /is a device/],
    ['for a pipe', { name: 'bundle/pipe', type: 'fifo' }, /is a pipe/],
    ['for a name that comes twice', { name: 'bundle/./model.gguf' }, /"bundle\/\.\/model\.gguf" comes twice/],
    ['for a name that differs in case only', { name: 'Bundle/MODEL.gguf' }, /comes twice/],
    ['for a file that is a folder', { name: 'bundle' }, /comes twice/],
    ['for a folder that is a file', { name: 'bundle/model.gguf/x' }, /lies in what is a file/],
    ['for a line feed in a name', { name: 'bundle/a\nb' }, /^"bundle\/a\\nb" has a name with control characters$/],
    ['for a name that no disk takes', { name: `bundle/${'x'.repeat(256)}` }, /has a name of more than 255 bytes/],
  ])('%s', async (_name, member, problem) => {
    expect(await verdictOn(await aTar(folder, [...model, { content: 'x', ...member }]))).toEqual([expect.stringMatching(problem)]);
  });

  it('for everything that is wrong with it at once', async () => {
    const problems = await verdictOn(
      await aTar(folder, [{ name: '/a' }, ...model, { name: '../b' }, { name: 'c', type: 'symlink', linkname: 'd' }]),
    );
    expect(problems).toHaveLength(3);
  });

  it('for too many members, and for too much in them', async () => {
    const path = await aTar(folder, model);
    expect(await verdictOn(path, { members: 3, bytes: 1_000 })).toEqual(['it has more than 3 members']);
    expect(await verdictOn(path, { members: 10, bytes: 10 })).toEqual([expect.stringMatching(/more than 10 bytes, which is the room/)]);
  });

  it('for what unpacks to far more than weights do', async () => {
    // Parts of gzip in a row are one stream.
    const zeros = gzipSync(Buffer.alloc(4_000_000));
    const bomb = Buffer.concat([gzipSync(await tarBytes(model)), ...Array.from({ length: 30 }, () => zeros)]);
    const path = await written(folder, bomb, '.tar.gz');
    expect(await verdictOn(path, { members: 10, bytes: 1_000_000_000 })).toEqual([expect.stringMatching(/more than 20 times its size/)]);
    expect(await verdictOn(path, limits)).toEqual([expect.stringMatching(/more than 1000000 bytes/)]);
  });

  it.each<[string, (bytes: Buffer) => Buffer, '.tar' | '.tar.gz']>([
    ['that is cut short', (bytes) => bytes.subarray(0, 1_400), '.tar'],
    ['that is cut short and compressed', (bytes) => gzipSync(bytes).subarray(0, -20), '.tar.gz'],
    ['that is none', () => Buffer.from('GGUF'.repeat(200)), '.tar'],
    ['that is not compressed as its name says', (bytes) => bytes, '.tar.gz'],
    ['that holds nothing', () => Buffer.alloc(1_024), '.tar'],
  ])('%s', async (_name, damage, ending) => {
    const path = await written(folder, damage(await tarBytes(model)), ending);
    expect(await verdictOn(path)).toEqual([expect.stringMatching(/^it (is no whole archive: .+|holds nothing)$/)]);
  });
});

describe('whatever a member is called', () => {
  const part = fc.constantFrom('..', '.', '', 'a', 'A', 'model.gguf', '~', 'C:', '\\', '/', '...', ' ', 'é', '\u0000');
  const name = fc.oneof(
    fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/')),
    fc.string({ minLength: 1, maxLength: 12 }),
  );

  it('its place is below the folder, and taken once', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), (names) => {
        const places = createPlaces();
        const taken = names.map((each) => places.take({ name: each, type: 'file' })).filter((parts) => !('refused' in parts));
        const paths = taken.map((parts) => join('/root/inner', ...(parts as readonly string[])));
        for (const path of paths) expect(path.startsWith('/root/inner/')).toBe(true);
        expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
      }),
      { seed: 20_261_121, numRuns: 500 },
    );
  });

  it('nothing lands outside', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 4 }), async (names) => {
        const out = await anEmptyFolder();
        const path = await aTar(
          folder,
          names.map((each) => ({ name: each, content: 'x' })),
        );
        await unpackArchive(path, out, limits).catch((error: unknown) => {
          if (!(error instanceof UsageError)) throw error;
        });
        expect(await readdir(join(out, '..'))).toEqual(['inner']);
      }),
      { seed: 20_261_121, numRuns: 60 },
    );
  });
});
