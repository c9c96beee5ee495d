import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createContaminationIndex } from '../../../dataset/contamination/index-suites.js';
import type { Example } from '../../../dataset/example.js';
import { asked, createWriter, glanceAll, lookFor, message, suiteOf } from './corpus.js';

const question = 'How many litres does the tank of the small delivery van hold when it is full?';
const { text } = createWriter(1);
const others = Array.from({ length: 60 }, () => asked(text(40), text(30)));

function hitsOf(example: Example, suites = suiteOf([question])) {
  return lookFor(suites, [example, ...others])[0] ?? [];
}

describe('what counts as contamination', () => {
  it.each([
    ['exact', 'white space around it', asked(`  ${question}\n`)],
    ['normalised', 'case and punctuation changed', asked(question.toUpperCase().replace('?', '…'))],
    ['normalised', 'full-width letters', asked(question.replaceAll('i', 'ｉ'))],
    ['ngram-13', 'embedded', asked(`${text(20)} ${question} ${text(20)}`)],
  ])('is %s with %s', (kind, _, example) => {
    expect(hitsOf(example)).toMatchObject([{ kind, isContaminated: true, longestMatchWords: 16, containment: 1, suiteLine: 1 }]);
  });

  it.each([
    ['ngram-13', 14, true],
    ['ngram-8', 12, false],
  ])('is %s with the first %i of 16 words', (kind, longestMatchWords, isContaminated) => {
    const part = question.split(' ').slice(0, longestMatchWords).join(' ');
    expect(hitsOf(asked(`${text(20)} ${part} ${text(20)}`))).toMatchObject([{ kind, isContaminated, longestMatchWords }]);
  });

  it('reports a run of 8 words and does not call it contamination', () => {
    const hits = hitsOf(asked(`${text(10)} the tank of the small delivery van hold ${text(10)}`));
    expect(hits).toMatchObject([{ kind: 'ngram-8', longestMatchWords: 8, isContaminated: false }]);
    expect(hits[0]?.containment).toBeCloseTo(1 / 9);
  });

  it('does not count 13 words of a much longer item', () => {
    const long = text(100);
    const part = long.split(' ').slice(40, 55).join(' ');
    expect(hitsOf(asked(`before ${part} after`), suiteOf([long]))).toMatchObject([
      { kind: 'ngram-13', isContaminated: false, longestMatchWords: 15 },
    ]);
  });

  it('finds a long expected answer, and no short one', () => {
    const answer = text(30);
    const suites = [...suiteOf([text(20)], answer), ...suiteOf([text(20)], '{"intent":"refund"}')];
    expect(hitsOf(asked(text(9), `${text(9)} ${answer}`), suites)).toMatchObject([
      { kind: 'ngram-13', longestMatchWords: 30, isContaminated: true },
    ]);
    expect(hitsOf(asked(text(9), '{"intent":"refund"}'), suites)).toEqual([]);
  });

  it('finds a question of several turns as a whole and needs more than its first', () => {
    const turns = [message('user', text(20)), message('assistant', text(20)), message('user', text(20))];
    const suites = [{ suite: 's', item: '1', line: 7, messages: [...turns, message('assistant', 'no')] }];
    expect(hitsOf({ messages: [...turns, message('assistant', 'no')] }, suites)).toMatchObject([{ kind: 'exact', suiteLine: 7 }]);
    expect(hitsOf(asked(turns[0]?.content ?? ''), suites)).toMatchObject([{ kind: 'ngram-13', isContaminated: false }]);
  });

  it('looks into the arguments of tool calls', () => {
    const call = { function: { arguments: JSON.stringify({ text: question }), name: 'search' }, id: 'a', type: 'function' } as const;
    const example: Example = { messages: [message('user', text(20)), { content: null, role: 'assistant', tool_calls: [call] }] };
    expect(hitsOf(example)).toMatchObject([
      { kind: 'ngram-13', isContaminated: true, trainText: expect.stringContaining('the tank of the small') },
    ]);
  });

  it('takes each character of Chinese or Japanese for a word', () => {
    const asking = '请问这辆小型送货车的油箱加满时能装多少升汽油';
    const hits = hitsOf(asked(`你好。${asking}？谢谢你的帮助`), suiteOf([asking]));
    expect(hits).toMatchObject([{ kind: 'ngram-13', longestMatchWords: asking.length, isContaminated: true }]);
    expect(hitsOf(asked('你好。东京的首都在哪里？谢谢'), suiteOf(['东京的首都在哪里']))).toMatchObject([
      { kind: 'short', isContaminated: true },
    ]);
  });

  it('shows the shared words as they stand on both sides, within 300 characters', () => {
    const example = asked(`${text(60)} HOW many Litres -- does the tank of the small delivery van hold when it is full?! ${text(60)}`);
    const [hit] = hitsOf(example);
    expect(hit?.trainText).toContain('HOW many Litres -- does the tank');
    expect(hit?.trainText).toMatch(/^….*…$/s);
    expect(hit?.trainText.length).toBeLessThanOrEqual(302);
    expect(hit?.suiteText).toBe(question);
  });

  it('names every item that asks the same, and each once', () => {
    const suites = suiteOf([question, question.toLowerCase(), text(20)]);
    expect(hitsOf(asked(question), suites).map(({ item, kind }) => [item, kind])).toEqual([
      ['item-1', 'exact'],
      ['item-2', 'normalised'],
    ]);
  });
});

describe('what is no contamination', () => {
  it('is a suite without items or words', () => {
    expect(hitsOf(asked(question), [])).toEqual([]);
    expect(hitsOf(asked('???'), suiteOf(['???', '']))).toEqual([]);
  });

  it('is a system message', () => {
    expect(hitsOf({ messages: [message('system', question), ...asked(text(20)).messages] })).toEqual([]);
  });

  it('is a phrase of more than ten examples, unless the question is asked as a whole', () => {
    const asking = text(7);
    const data = Array.from({ length: 40 }, () => asked(`${text(10)} ${asking} ${text(10)}`));
    const hits = lookFor(suiteOf([asking]), [...data, asked(asking), ...others]);
    expect(hits.slice(0, 40).flat()).toEqual([]);
    expect(hits[40]).toMatchObject([{ kind: 'exact', isContaminated: true }]);
  });

  it('is not excused by repeating the same example', () => {
    const example = asked(`${text(10)} ${text(3)} ${question.split(' ').slice(0, 14).join(' ')} ${text(10)}`);
    const hits = lookFor(suiteOf([question]), [example, example, example, ...others]);
    expect(hits[0]).toMatchObject([{ kind: 'ngram-13', isContaminated: true }]);
  });

  it('never excuses a long item that stands there as a whole, however often', () => {
    const data = Array.from({ length: 200 }, () => asked(`${text(10)} ${question} ${text(10)}`));
    expect(lookFor(suiteOf([question]), data).every((hits) => hits[0]?.isContaminated === true)).toBe(true);
  });
});

describe('a suite so large that only a sample of the examples is counted', () => {
  it('is found as a whole or by half, and not by what the data says everywhere', () => {
    const template = text(40);
    const items = Array.from({ length: 2500 }, () => text(80));
    const suites = suiteOf([...items, `${template} ${text(15)}`]);
    const planted = items.slice(0, 40).map((item) => asked(`${text(10)} ${item.split(' ').slice(0, 50).join(' ')} ${text(10)}`));
    const decoys = Array.from({ length: 300 }, () => asked(`${template} ${text(15)}`));
    const hits = lookFor(suites, [...planted, ...decoys, ...others]);
    expect(hits.map((found) => found.some(({ isContaminated }) => isContaminated))).toEqual(hits.map((_, index) => index < planted.length));
  });
});

describe('counters', () => {
  it('of two halves add up to those of the whole', () => {
    const suites = suiteOf(Array.from({ length: 20 }, () => text(20)));
    const examples = [...others, ...suites.map(({ messages }) => asked(`${text(5)} ${messages[0]?.content ?? ''}`))];
    const [whole, first, second] = [createContaminationIndex(suites), createContaminationIndex(suites), createContaminationIndex(suites)];
    glanceAll(whole, examples);
    glanceAll(first, examples.slice(0, 30));
    glanceAll(second, examples.slice(30));
    second.addCounters(first.counters());
    expect(second.counters().equals(whole.counters())).toBe(true);
    expect(examples.map((example) => second.examine(example))).toEqual(examples.map((example) => whole.examine(example)));
  });

  it('of other suites are refused', () => {
    const [one, other] = [createContaminationIndex(suiteOf([text(20)])), createContaminationIndex(suiteOf([text(20)]))];
    expect(() => one.addCounters(other.counters())).toThrow(/Expected \d+ bytes of counters of these suites/);
    expect(() => one.addCounters(Buffer.alloc(3))).toThrow(/got 3 bytes/);
  });
});

describe('laws', () => {
  const word = fc.stringMatching(/^[a-z]{3,8}$/);
  const words = (fewest: number, most: number) => fc.array(word, { minLength: fewest, maxLength: most }).map((list) => list.join(' '));

  it('finds every planted item of at least 13 words, and glances at it', () => {
    fc.assert(
      fc.property(words(13, 40), words(0, 40), words(0, 40), (item, before, after) => {
        const hits = hitsOf(asked(`${before} ${item} ${after}`), suiteOf([item]));
        expect(hits.some(({ isContaminated }) => isContaminated)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('finds nothing in an example that the glance let go', () => {
    const few = fc.constantFrom('a', 'b', 'c', 'd e', 'f', '你', 'É', '');
    const textOfFew = fc.array(few, { maxLength: 20 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(
        fc.array(textOfFew, { maxLength: 6 }),
        fc.array(fc.array(textOfFew, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
        (items, rows) => {
          const index = createContaminationIndex(suiteOf(items));
          const examples = rows.map((row) => ({
            messages: row.map((content, at) => message(at % 2 === 0 ? 'user' : 'assistant', content)),
          }));
          const glanced = glanceAll(index, examples);
          const letGo = examples.filter((_, at) => glanced[at] === false);
          expect(letGo.flatMap((example) => index.examine(example))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
