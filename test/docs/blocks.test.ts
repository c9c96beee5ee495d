import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environmentNames } from '../../configs/env.js';
import { judgeSpec } from '../../configs/mistakes.js';
import { defaultPolicy } from '../../dataset/policy.js';
import { createParser } from '../../dataset/schema/parse.js';
import { metricNames } from '../../platform/metric-names.js';
import { packageRoot } from '../../platform/package-root.js';
import { blocksRunBy, commandLines, documentedBlocks } from './blocks.js';

const root = packageRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const blocks = documentedBlocks();

/** Which test runs a block; `first-model` and `stack` are run by first-model.proof.test.ts, `visibility` too, `signing` by signing.test.ts, `validate` by data.real.test.ts, `clients` by platform/clients.real.test.ts. */
const runners = {
  sh: ['first-model', 'stack', 'ci', 'signing', 'validate'],
  yaml: ['check'],
  json: ['clients'],
  jsonl: ['data'],
  sql: ['visibility'],
} as const;

describe('every code block of README and docs', () => {
  it('is run by a test, is the text of a file, or is marked as output', () => {
    const stray = blocks.filter(({ language, words }) => {
      if (language === 'output' || language === 'text') return words.length > 0;
      if (language === 'ts') return !words.some((word) => word.startsWith('file='));
      const known: readonly string[] = Object.hasOwn(runners, language) ? runners[language as keyof typeof runners] : [];
      return !known.some((runner) => words.includes(`run=${runner}`));
    });
    expect(stray.map(({ file, line, language }) => `${file}:${line} ${language}`)).toEqual([]);
    expect(blocks.length).toBeGreaterThan(10);
  });

  it('that quotes a file is that file', () => {
    const quoted = blocks.filter(({ language }) => language === 'ts');
    expect(quoted.length).toBeGreaterThan(0);
    for (const { words, text } of quoted) {
      const path = words.find((word) => word.startsWith('file='))?.slice('file='.length) ?? '';
      expect(text).toBe(read(path));
    }
  });

  it('that CI runs is a step of .ci/run or what that step calls', () => {
    const ci = read('.ci/run');
    const lines = blocksRunBy('ci').flatMap(commandLines);
    const commands = lines.flatMap((line) => line.split('&&')).map((part) => part.trim());
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(ci.replaceAll(/ (--silent|--no-progress)/g, ''), command).toMatch(asStep(command));
  });

  it('that shows pipeline YAML passes the check, laid over the demo file', () => {
    const base = parse(read('configs/demo/support-triage.yaml')) as object;
    for (const { text } of blocksRunBy('check')) expect(judgeSpec({ ...base, ...(parse(text) as object) })).toHaveProperty('spec');
    expect(blocksRunBy('check').length).toBeGreaterThan(0);
  });

  it('that shows training data is data that training takes', () => {
    const lines = blocksRunBy('data').flatMap(({ text }) => text.trim().split('\n'));
    const policy = { ...defaultPolicy, plainChat: true, heldOut: { ...defaultPolicy.heldOut, groupBy: 'conversationId' } };
    const kinds = lines.map((line, index) => {
      const bytes = Buffer.from(line);
      // Each by itself: one block shows several schemas, of which a file has one.
      return createParser(policy, null).parse({ number: index + 1, offset: 0, length: bytes.length, bytes, tooLong: false }).kind;
    });
    expect(kinds.length).toBeGreaterThan(0);
    expect(new Set(kinds)).toEqual(new Set(['example']));
  });

  it('of commands that another page runs repeats lines that are run', () => {
    const run = new Set(
      blocksRunBy('first-model')
        .filter(({ file }) => file.startsWith('docs/'))
        .flatMap(commandLines),
    );
    const elsewhere = blocksRunBy('first-model').filter(({ file }) => !file.startsWith('docs/'));
    expect(elsewhere.flatMap(commandLines).filter((line) => !run.has(line))).toEqual([]);
  });
});

describe('the docs', () => {
  it('link to files that are there', () => {
    const pages = [...new Set(blocks.map(({ file }) => file)), 'docs/README.md', 'docs/adr/README.md'];
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('list every metric with its labels and help, and every setting', () => {
    const page = read('docs/operate.md').replaceAll(/ +/g, ' ');
    for (const { name, labels, help } of Object.values(metricNames))
      expect(page).toContain(`| \`${name}\` | ${labels.join(', ')} | ${help} |`);
    for (const name of environmentNames) expect(page).toContain(`| \`${name}\` |`);
  });
});

/** `npm run lint` matches `npm run lint`, `npm test` matches `npm test`; flags that only quieten are taken out on both sides. */
function asStep(command: string): RegExp {
  return new RegExp(`${command.replaceAll(/ (--silent|--no-progress)/g, '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(\\s|$)`, 'm');
}
