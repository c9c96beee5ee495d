import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namedInPipeline, suggestedModel, tarballOf } from '../../../../apps/cli/init/project.js';
import { isModelName } from '../../../../domain/model-version.js';
import { aFolder } from '../../../support/set-up.js';

const project = { folder: '/work/mine', pipelines: '/work/mine/configs/pipelines' };

describe('a path in a pipeline file', () => {
  it.each([
    ['tickets.jsonl', '../../tickets.jsonl'],
    ['data/*.jsonl', '../../data/*.jsonl'],
    ['/work/mine/node_modules/slipway/python/tiny_base/model', '../../node_modules/slipway/python/tiny_base/model'],
    ['/elsewhere/model', '/elsewhere/model'],
    ['../other/tickets.jsonl', '/work/other/tickets.jsonl'],
  ])('of %s is %s', (path, named) => {
    expect(namedInPipeline(project, path)).toBe(named);
  });
});

describe("the model's name", () => {
  it.each([
    ['data/Support Tickets.jsonl', 'support-tickets'],
    ['tickets', 'tickets'],
    ['.jsonl', undefined],
    ['日本.jsonl', undefined],
    [`${'a'.repeat(80)}.jsonl`, 'a'.repeat(40)],
  ])('that %s suggests is %s', (file, name) => {
    expect(suggestedModel(file)).toBe(name);
    expect(name === undefined || isModelName(name)).toBe(true);
  });
});

describe('where the project takes Slipway from', () => {
  it.each([
    [{ dependencies: { slipway: 'file:slipway-0.1.0.tgz' } }, 'slipway-0.1.0.tgz'],
    [{ dependencies: { slipway: 'file:../slipway-0.1.0.tgz' } }, '../slipway-0.1.0.tgz'],
    [{ devDependencies: { slipway: 'file:vendor/slipway.tgz' } }, 'vendor/slipway.tgz'],
    [{ dependencies: { slipway: '0.1.0' } }, null],
    [{ dependencies: [] }, null],
    [null, null],
  ])('of %j is %s', async (packageFile, tarball) => {
    const folder = await aFolder();
    if (packageFile !== null) await writeFile(join(folder, 'package.json'), JSON.stringify(packageFile));
    expect(await tarballOf(folder)).toBe(tarball);
  });
});
