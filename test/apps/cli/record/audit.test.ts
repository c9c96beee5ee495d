/** The proof of the log and its export, of a whole log and of one that somebody has changed. */

import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../../domain/canonical-json.js';
import type { AuditExport } from '../../../../registry/audit-export.js';
import { aRecordedModel, recordedModel as model } from '../../../support/recorded-model.js';
import { useHere } from '../here.js';

const { slipway, store, folder } = useHere();
beforeEach(async () => {
  for (const key of [...(await store().list('audit/')), ...(await store().list('models/'))]) await store().remove(key);
  await aRecordedModel(store());
});

describe('slipway audit verify', () => {
  it.each([[[]], [[model]]])('proves a whole log, and prints its entries and the digest of the last one: %j', async (words) => {
    const { exitCode, stdout } = await slipway('audit', 'verify', ...words);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^${model}: intact\n {2}8 entries, each follows the one before.*\n {2}last intact entry [0-9a-f]{64}\n$`, 's'),
    );
  });

  it('names the first entry that was changed, and ends with 1', async () => {
    await change(`audit/${model}/00000003.json`, (text) => text.replace('first release', 'first attempt'));
    const { exitCode, stdout } = await slipway('audit', 'verify');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${model}: BROKEN at entry 3 (audit/${model}/00000003.json)`);
    const { stdout: json } = await slipway('audit', 'verify', model, '--json');
    expect(JSON.parse(json)).toMatchObject({ models: [{ model, intact: false, brokenAt: 3, entries: 2 }] });
  });

  it.each(['history', 'why'])('is asked for by %s, whose answer it is read from', async (command) => {
    expect((await slipway(command, model)).stderr).toBe('');
    await change(`audit/${model}/00000003.json`, (text) => text.replace('first release', 'first attempt'));
    const { exitCode, stdout, stderr } = await slipway(command, model);
    expect([exitCode, stdout === '']).toEqual([0, false]);
    expect(stderr).toBe(
      `warning: audit/${model}/00000003.json is not what was written there, so this may not be what happened\n  next: slipway audit verify ${model}\n`,
    );
  });

  it('proves nothing of a store without a model', async () => {
    for (const key of [...(await store().list('audit/')), ...(await store().list('models/'))]) await store().remove(key);
    expect(await slipway('audit', 'verify')).toMatchObject({ exitCode: 1, stdout: 'there is no model in this store\n' });
  });
});

describe('slipway audit export', () => {
  it('tells every entry in a sentence, with who, when and its digest', async () => {
    const { exitCode, stdout } = await slipway('audit', 'export', model);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Audit of ${model}: 8 entries.`);
    expect(stdout).toContain('3. 2024-11-18 10:00:00 UTC, run:ft-2024-11-18-001: v1 became the version of production');
    expect(stdout).toContain('cli:ben: Users were taken back to v1 from v2 as requested: wrong refunds.');
  });

  it('takes a last day whole', async () => {
    const { stdout } = await slipway('audit', 'export', model, '--from', '2024-11-18', '--to', '2024-11-18', '--json');
    expect((JSON.parse(stdout) as AuditExport).entries.map(({ entry }) => entry.seq)).toEqual([1, 2, 3]);
  });

  it('writes one JSON document whose digests anybody can check', async () => {
    const out = join(folder(), 'audit.json');
    expect(await slipway('audit', 'export', model, '--format', 'json', '--out', out)).toMatchObject({ exitCode: 0, stdout: `${out}\n` });
    const { entries, proof } = JSON.parse(await readFile(out, 'utf8')) as AuditExport;
    expect(entries.map(({ entry }) => hash('sha256', canonicalJson(entry)))).toEqual(entries.map(({ sha256 }) => sha256));
    expect(proof.headSha256).toBe(entries.at(-1)?.sha256);
  });

  it('exports a changed log as what it is, and ends with 1', async () => {
    await change(`audit/${model}/00000003.json`, (text) => text.replace('first release', 'first attempt'));
    const { exitCode, stdout, stderr } = await slipway('audit', 'export', model);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('THE LOG IS BROKEN: ');
    expect(stderr).toContain(`the log of ${model} is broken: `);
  });

  it('refuses one with an entry that cannot be read', async () => {
    await change(`audit/${model}/00000003.json`, () => '{');
    const { exitCode, stdout, stderr } = await slipway('audit', 'export', model);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`error: the log of ${model} cannot be exported: it is broken`);
  });

  it.each([
    { words: ['--from', '2024-11-20', '--to', '2024-11-18'], says: 'expected --from before --to' },
    { words: ['--to', 'soon'], says: '--to: expected a day or a time' },
  ])('refuses $words', async ({ words, says }) => {
    const { exitCode, stderr } = await slipway('audit', 'export', model, ...words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
  });
});

async function change(key: string, by: (text: string) => string): Promise<void> {
  const text = (await store().read(key))?.body.toString('utf8') ?? '';
  await store().remove(key);
  await store().create(key, by(text));
}
