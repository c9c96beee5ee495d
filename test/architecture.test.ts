import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../platform/package-root.js';
import { findCycles, parseImports, readSources } from './support/imports.js';
import type { SourceFile } from './support/imports.js';
import { environmentReaders, roomOf, rooms, violationsOf } from './support/rooms.js';

const folders = [...new Set(rooms.map((room) => room.name.split('/')[0] ?? ''))];
const sources = readSources(folders);
const everything = [...sources, ...readSources(['test', 'bench'])];

describe('who may import whom', () => {
  it('gives every source file a room', () => {
    expect(sources.filter((file) => roomOf(file.path) === undefined).map((file) => file.path)).toEqual([]);
    expect(sources.length).toBeGreaterThan(0);
  });

  it('holds for every import', () => {
    expect(sources.flatMap((file) => file.imports.flatMap((each) => violationsOf(file.path, each)))).toEqual([]);
  });

  it.each([
    ['domain/judge.ts', "import { readFileSync } from 'node:fs';", 'domain/judge.ts loads node:fs: domain does without it'],
    [
      'domain/judge.ts',
      "import type { ArmStats } from '../platform/ports.js';",
      'domain/judge.ts imports platform/ports (type): domain may import domain that way',
    ],
    [
      'workflows/rollout.ts',
      "import { spec } from '../configs/spec.js';",
      'workflows/rollout.ts imports configs/spec (value): workflows may import workflows, domain that way',
    ],
    ['workflows/rollout.ts', "import { z } from 'zod';", 'workflows/rollout.ts loads zod: workflows does without it'],
    [
      'gguf/inspect.ts',
      "import { SupersededError } from '../platform/ports.js';",
      'gguf/inspect.ts imports platform/ports (value): gguf may import gguf, domain, platform/package-root that way',
    ],
    [
      'apps/gateway/main.ts',
      "import { Client } from '@temporalio/client';",
      'apps/gateway/main.ts loads @temporalio/client: apps/gateway does without it',
    ],
    ['workers/main.ts', "import { rollout } from '../workflows/rollout.js';", 'workers/main.ts imports workflows/rollout (value)'],
    [
      'apps/cli/commands/worker.ts',
      "import { main } from '../../../workers/main.js';",
      'apps/cli/commands/worker.ts imports workers/main (value)',
    ],
    ['common/words.ts', "import 'zod';", 'common/words.ts is in no room'],
  ])('is broken by %s with %s', (path, text, message) => {
    expect(parseImports(path, text).flatMap((each) => violationsOf(path, each))).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['workflows/rollout.ts', "import type { PipelineSpec } from '../configs/spec.js';"],
    ['apps/gateway/main.ts', "import { environment } from '../../configs/env.js';"],
    ['apps/cli/commands/worker.ts', "  const { main } = await import('../../../workers/main.js');"],
    ['dataset/lines.ts', "import { createReadStream } from 'node:fs';"],
  ])('allows %s with %s', (path, text) => {
    expect(parseImports(path, text).flatMap((each) => violationsOf(path, each))).toEqual([]);
  });

  it('has no cycle among rooms', () => {
    const edges = new Map<string, string[]>();
    for (const file of sources) {
      const room = nodeOf(file.path.replace(/\.tsx?$/, ''));
      const targets = file.imports
        .filter((each) => each.kind === 'value' && each.target !== undefined)
        .map((each) => nodeOf(each.target ?? ''));
      edges.set(room, [...(edges.get(room) ?? []), ...targets.filter((target) => target !== room)]);
    }
    expect(findCycles(edges).map((cycle) => cycle.join(' -> '))).toEqual([]);
  });

  it('has no cycle among files', () => {
    const edges = sources.map((file) => {
      const targets = file.imports.filter((each) => each.kind === 'value').flatMap((each) => each.target ?? []);
      return [file.path.replace(/\.tsx?$/, ''), targets] as const;
    });
    expect(findCycles(new Map(edges)).map((cycle) => cycle.join(' -> '))).toEqual([]);
  });

  it('lets commands that start a process load it when they run, each in a file of its own', () => {
    const loading = sources.filter((file) =>
      file.imports.some((each) => each.kind === 'dynamic' && /^(workers|apps\/(?!cli\/))/.test(each.target ?? '')),
    );
    const elsewhere = loading
      .map((file) => file.path)
      .filter((path) => path.startsWith('apps/cli/') && !path.startsWith('apps/cli/commands/'));
    expect(elsewhere).toEqual([]);
  });
});

describe('how files are written', () => {
  it.each([
    ['no wildcard re-export', (file: SourceFile) => file.imports.some((each) => each.wildcard)],
    ['no default export', (file: SourceFile) => /^export default\b|^export \{[^}]*\bas default\b/m.test(file.text)],
    ['no path alias', (file: SourceFile) => file.imports.some((each) => /^[@#~]\//.test(each.specifier) || each.specifier.startsWith('#'))],
    [
      '.js in relative imports',
      (file: SourceFile) => file.imports.some((each) => each.target !== undefined && !/\.(js|json)$/.test(each.specifier)),
    ],
    ['at most 250 lines', (file: SourceFile) => file.text.trimEnd().split('\n').length > 250],
    [
      'a comment that says what the file is for',
      (file: SourceFile) => isSource(file) && !file.text.replace(/^#!.*\n/, '').startsWith('/**'),
    ],
  ])('keeps to: %s', (_, breaks) => {
    expect(everything.filter(breaks).map((file) => file.path)).toEqual([]);
  });

  it('reads the process environment in the named files only', () => {
    const readers = sources.filter((file) => /\bprocess\.env\b/.test(file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')));
    expect(readers.map((file) => file.path).filter((path) => !environmentReaders.includes(path))).toEqual([]);
  });

  it('has at most 15 npm scripts', () => {
    const { scripts } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(15);
  });
});

describe('the reading of imports', () => {
  it('knows value, type and dynamic imports, over several lines, and no others', () => {
    const text = [
      "import { a,\n  b } from '../domain/route.js';",
      "import type { C } from '../platform/ports.js';",
      "import d, * as e from 'pino';",
      "import './effect.js';",
      "export { f } from './other.js';",
      "export * from './wild.js';",
      "export type { G } from '../configs/spec.js';",
      "  const h = await import('../workers/main.js');",
      "type I = typeof import('../activities/create.js');",
      "// import { never } from '../comment.js';",
      "export const from = 'nowhere';",
    ].join('\n');
    const found = parseImports('apps/file.ts', text).map(
      (each) => `${each.kind} ${each.target ?? each.specifier}${each.wildcard ? ' *' : ''}`,
    );
    expect(found).toEqual([
      'value domain/route',
      'type platform/ports',
      'value pino',
      'value apps/effect',
      'value apps/other',
      'value apps/wild *',
      'type configs/spec',
      'dynamic workers/main',
      'type activities/create',
    ]);
  });

  it('finds a cycle and names its way', () => {
    const edges = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
    ]);
    expect(findCycles(edges)).toEqual([['a', 'b', 'c', 'a']]);
  });
});

const isSource = (file: SourceFile): boolean => !file.path.startsWith('test/') && !file.path.startsWith('bench/');

/** The contract and the single files that several rooms share are no part of their folder's edges. */
function nodeOf(path: string): string {
  const shared = ['workflows/contract', 'platform/package-root', 'platform/ports', 'configs/env', 'gguf/quantizations'];
  return shared.find((each) => each === path) ?? roomOf(`${path}.ts`)?.name ?? path;
}
