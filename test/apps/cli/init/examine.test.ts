import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examineData } from '../../../../apps/cli/init/examine.js';
import { findingLines } from '../../../../apps/cli/init/findings-text.js';
import { aLine } from '../../../dataset/stage/requests.js';
import { aFolder } from '../../../support/set-up.js';
import { examplesOf, silent, type someData } from './harness.js';

describe('data that a run could not use', () => {
  it.each([
    {
      of: 'another shape',
      text: '{"question":"hi","answer":"ho"}',
      what: /has question and answer, which is not read yet/,
      next: /^convert each line to \{"prompt": .*question becomes prompt, answer becomes completion/,
    },
    {
      of: 'one JSON list',
      text: '[\n{"prompt": "a", "completion": "b"},\n{"prompt": "c", "completion": "d"}\n]',
      what: /a run would refuse/,
      next: /^the file is one JSON list: write each of its entries on a line/,
    },
    { of: 'nothing', text: '', what: /has no line that is an example/, next: /slipway data example/ },
    {
      of: 'mostly other lines',
      text: `${aLine('a', 'refund')}\nx\ny\n`,
      what: /a run would refuse .*: 2 of 3 lines are no examples/,
      next: /^each line wants \{"messages"/,
    },
  ])('is refused with what to make of it: $of', async ({ text, what, next }) => {
    await expect(examineData(await aFile(text), silent)).rejects.toMatchObject({
      name: 'UsageError',
      explanation: { what: expect.stringMatching(what) as string, next: expect.stringMatching(next) as string },
    });
  });

  it('may not be there', async () => {
    await expect(examineData('/nowhere.jsonl', silent)).rejects.toThrow(
      /nowhere\.jsonl cannot be read, Source .*expected a file or folder, found nothing/,
    );
  });
});

describe('what was seen', () => {
  it.each<[keyof typeof someData, string]>([
    ['classification', 'classification: answers are JSON, intent has 5 values in 200 rows (sure)'],
    ['extraction', 'extraction: answers are JSON, compared as a whole (sure)'],
    ['chat', 'chat: answers are free text (sure)'],
    ['text labels', 'classification: answers are one of 5 texts (sure)'],
  ])('is told with how sure it is: %s', async (kind, task) => {
    const path = await aFile([...examplesOf(kind, 'messages'), 'no JSON'].join('\n'));
    const { sample, found } = await examineData(path, silent);
    const lines = findingLines('some.jsonl', sample, found);
    expect(lines[0]).toBe('some.jsonl: 201 lines; 200 examples with messages');
    expect(lines.at(-1)).toMatch(new RegExp(`^ {11}${path}:201 invalid-json: expected a value at byte 0 of the line; `));
    expect(Math.max(...lines.slice(0, -1).map((line) => line.length))).toBeLessThanOrEqual(80);
    const text = lines.map((line) => line.trim()).join(' ');
    expect(text).toContain(` task       ${task}`);
    expect(text).toContain(' groups     conversationId joins rows into 100 groups of up to 2; none will stand on two sides (sure)');
    expect(text).toContain(' left out   1 of 201 lines: 1 invalid-json');
  });

  it.each([
    [
      'conversations',
      'as ShareGPT conversations',
      (index: number) => ({
        conversations: [
          { from: 'human', value: `q ${index}` },
          { from: 'gpt', value: `a ${index}` },
        ],
      }),
    ],
    ['Alpaca', 'with instruction and output', (index: number) => ({ instruction: `q ${index}`, input: '', output: `a ${index}` })],
    [
      'input and output',
      'with input and output',
      (index: number) => ({ input: `q ${index}`, output: `a ${index}`, metadata: { source: 'x' } }),
    ],
    ['text and label', 'with text and label', (index: number) => ({ text: `q ${index}`, label: index % 2 === 0 ? 'x' : 'y' })],
  ])('names the schema: %s', async (_, named, rowOf) => {
    const { sample, found } = await examineData(
      await aFile(Array.from({ length: 60 }, (__, index) => JSON.stringify(rowOf(index))).join('\n')),
      silent,
    );
    expect(findingLines('some.jsonl', sample, found)[0]).toBe(`some.jsonl: 60 lines; 60 examples ${named}`);
  });
});

async function aFile(text: string): Promise<string> {
  const path = join(await aFolder(), 'examples.jsonl');
  await writeFile(path, text);
  return path;
}
