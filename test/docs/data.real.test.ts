/** The commands of docs/data.md, as they stand there. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkNames } from '../../dataset/check.js';
import { quarantineCodes } from '../../dataset/schema/quarantine-code.js';
import { packageRoot } from '../../platform/package-root.js';
import { aFolder, aProgram } from '../support/set-up.js';
import { blocksRunBy } from './blocks.js';
import { createShell } from './shell.js';

const root = packageRoot();

it('validates two batches, the second against the first, and compares them', async () => {
  const folder = await aFolder();
  const main = join(root, 'apps', 'cli', 'main.ts');
  await aProgram(join(folder, 'bin', 'slipway'), `exec "${process.execPath}" --import "${import.meta.resolve('tsx')}" "${main}" "$@"`);
  const shell = createShell(folder, {
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    SLIPWAY_HOME: join(folder, 'home'),
    TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
  });
  const [block] = blocksRunBy('validate');
  if (block === undefined) throw new Error('Expected a block of commands in docs/data.md, found none.');
  const output = await shell.run(block);
  expect(output).toContain('accepted: 600 new examples');
  expect(output).toMatch(/[0-9a-f]{12} → [0-9a-f]{12}: 300 examples came, 0 went, 600 stayed/);
  expect(await readdir(join(folder, 'second'))).toEqual(expect.arrayContaining(['report.html', 'report.json', 'accepted.jsonl', 'splits']));
});

it('lists every check, and every code of the quarantine', async () => {
  const page = await readFile(join(root, 'docs', 'data.md'), 'utf8');
  for (const name of checkNames) expect(page).toContain(`| \`${name}\``);
  const plain = page.replaceAll(/ +/g, ' ');
  for (const [code, meaning] of Object.entries(quarantineCodes)) expect(plain).toContain(`| \`${code}\` | ${meaning} |`);
});
