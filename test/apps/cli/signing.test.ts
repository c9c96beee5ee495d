/** `slipway keys` and `slipway sign` in this process, with a folder of keys and a store of this test. */

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commands } from '../../../apps/cli/commands/index.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { ExplainedError } from '../../../domain/explained-error.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { listAudit } from '../../../registry/audit.js';
import { registerVersion } from '../../../registry/manifests.js';
import { verifyVersion } from '../../../registry/signing.js';
import { aFolder } from '../../support/set-up.js';
import { verifierOf } from '../../support/signing.js';
import { aVersionDraft } from '../../support/versions.js';

const model = 'triage';
let folder = '';
let store: ObjectStore;
const printed: string[] = [];

beforeEach(async () => {
  folder = await aFolder();
  store = createFileObjectStore(join(folder, 'store'));
  for (const runId of ['ft-1', 'ft-2']) await registerVersion(store, aVersionDraft(runId));
  vi.stubEnv('SLIPWAY_STORE', join(folder, 'store'));
  vi.stubEnv('SLIPWAY_HOME', join(folder, 'home'));
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What the command prints with `--json`. */
async function slipway(...words: string[]): Promise<unknown> {
  const program = new Command('slipway').option('--json').exitOverride();
  const entry = commands.find(({ name }) => name === words[0]);
  (await entry?.load())?.(program.command(entry?.name ?? ''));
  await program.parseAsync(['--json', ...words], { from: 'user' });
  return JSON.parse(printed.at(-1) ?? 'null');
}

async function refusalOf(...words: string[]): Promise<ExplainedError['explanation'] | undefined> {
  const error: unknown = await slipway(...words).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ExplainedError);
  return error instanceof ExplainedError ? error.explanation : undefined;
}

async function newKeys(): Promise<{ readonly keyId: string; readonly signingKey: string; readonly verifyKeys: string }> {
  const made = (await slipway('keys', 'new', '--out', join(folder, 'keys'))) as Awaited<ReturnType<typeof newKeys>>;
  vi.stubEnv('SLIPWAY_SIGNING_KEY', made.signingKey);
  return made;
}

describe('slipway keys new', () => {
  it('makes a pair of which its owner alone can read the key that signs, and never overwrites one', async () => {
    const { signingKey, verifyKeys } = await newKeys();
    expect([(await stat(signingKey)).mode & 0o777, (await stat(verifyKeys)).mode & 0o777]).toEqual([0o600, 0o644]);
    const before = await readFile(signingKey, 'utf8');
    expect(await refusalOf('keys', 'new', '--out', join(folder, 'keys'))).toMatchObject({ what: `${verifyKeys} is there already` });
    expect(await readFile(signingKey, 'utf8')).toBe(before);
  });
});

describe('slipway sign', () => {
  it('signs what is not signed yet, so that it can be served, and says so in the audit', async () => {
    const { keyId, verifyKeys } = await newKeys();
    expect(await slipway('sign', model, 'v2')).toMatchObject({ model, keyId, signed: [{ version: 'v2', keyIds: [keyId], isNew: true }] });
    expect(await slipway('sign', model)).toMatchObject({ signed: [{ version: 'v1', isNew: true }] });
    expect(await slipway('sign', model)).toMatchObject({ signed: [] });
    expect(await slipway('sign', model, 'v1')).toMatchObject({ signed: [{ version: 'v1', isNew: false }] });
    const verifier = verifierOf(await readFile(verifyKeys, 'utf8'));
    const ggufSha256 = aVersionDraft('ft-1').artifact.gguf.sha256;
    expect(await verifyVersion({ store, model, version: 'v1', ggufSha256 }, verifier)).toBe(keyId);
    expect((await listAudit(store, model)).map(({ action, subject }) => [action, subject])).toEqual([
      ['version-signed', 'v2'],
      ['version-signed', 'v1'],
    ]);
  });

  it('signs nothing when one of the versions is unknown, or there is no key', async () => {
    expect(await refusalOf('sign', model)).toMatchObject({ why: 'SLIPWAY_SIGNING_KEY is not set' });
    await newKeys();
    expect(await refusalOf('sign', model, 'v1', 'v9')).toMatchObject({ what: 'triage has no v9' });
    expect(await store.list('models/triage/versions/')).toEqual(['models/triage/versions/v1.json', 'models/triage/versions/v2.json']);
  });
});
