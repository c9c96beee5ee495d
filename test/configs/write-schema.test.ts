import { readFile } from 'node:fs/promises';
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

it('an editor has something to show for every key but the kind, which says it itself', async () => {
  const schema = JSON.parse(await readFile(join(packageRoot(), 'configs', 'pipeline.schema.json'), 'utf8')) as Node;
  const keys = keysOf(schema);
  expect(keys.length).toBeGreaterThan(60);
  expect(keys.filter(({ name, description }) => name !== 'kind' && description === undefined)).toEqual([]);
});

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

function keysOf({ properties = {}, items, anyOf = [], oneOf = [] }: Node): { name: string; description: string | undefined }[] {
  const own = Object.entries(properties).map(([name, { description }]) => ({ name, description }));
  const inner = [...Object.values(properties), ...(items === undefined ? [] : [items]), ...anyOf, ...oneOf];
  return [...own, ...inner.flatMap(keysOf)];
}
