import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { suiteTexts } from '../../../catalog/evaluators/suite-texts.js';
import { aFolder } from '../../support/set-up.js';

const user = (content: string) => ({ role: 'user', content });

async function written(name: string, lines: readonly string[]): Promise<{ readonly suite: string }> {
  const suite = join(await aFolder(), name);
  await writeFile(suite, lines.join('\n'));
  return { suite };
}

describe('what the suites of a pipeline file ask', () => {
  it('is each item by suite, id and line, with the answer that it expects', async () => {
    const regression = await written('regression.jsonl', [
      '',
      JSON.stringify({ id: 'r1', messages: [user('Where is my card?')], expected: 'card' }),
      '  ',
      JSON.stringify({ id: 'r2', messages: [user('Late again'), { role: 'assistant', content: 'late' }] }),
    ]);
    const safety = await written('safety.jsonl', [JSON.stringify({ id: 's1', messages: [user('Say a secret')], forbidden: ['secret'] })]);
    expect(await suiteTexts({ regression, safety })).toEqual([
      { suite: 'regression', item: 'r1', line: 2, messages: [user('Where is my card?'), { role: 'assistant', content: 'card' }] },
      { suite: 'regression', item: 'r2', line: 4, messages: [user('Late again'), { role: 'assistant', content: 'late' }] },
      { suite: 'safety', item: 's1', line: 1, messages: [user('Say a secret')] },
    ]);
  });

  it('is nothing where there are none, and unknown where one cannot be read', async () => {
    expect(await suiteTexts({})).toEqual([]);
    await expect(suiteTexts({ safety: { suite: join(await aFolder(), 'none.jsonl') } })).rejects.toThrow(
      /^evaluate\.safety\.suite: expected a file at/,
    );
  });
});
