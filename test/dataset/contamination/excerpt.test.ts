import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../dataset/contamination/excerpt.js';
import { normalisedTexts } from '../../../dataset/text/words.js';

describe('excerpts', () => {
  it.each([
    ['a short text', 'One, two; three!', [1, 2], 'One, two; three!'],
    ['a long one around the words', `${'x '.repeat(200)}HERE it is${' y'.repeat(200)}`, [200, 203], /^…(x )+HERE it is( y)+…$/],
    ['words that become others', 'ﬁne ½ cup', [0, 1], 'ﬁne ½ cup'],
    ['no half characters', '😀'.repeat(200), [0, 0], /^…(😀)+$/u],
  ] as const)('show %s', (...[, raw, [first, end], expected]) => {
    expect(excerpt(raw, first, end)).toMatch(expected);
  });

  it('hold the words, or as many as there is room for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé漢]{1,9}$/), { minLength: 1, maxLength: 90 }),
        fc.nat(),
        fc.nat(),
        (list, from, count) => {
          const raw = list.join(' -- ');
          const words = normalisedTexts({ messages: [{ role: 'user', content: raw }] })[0]?.split(' ') ?? [];
          const first = from % words.length;
          const shown = words.slice(first, first + 1 + (count % 10));
          const text = excerpt(raw, first, first + shown.length);
          expect(text.length).toBeLessThanOrEqual(302);
          expect(normalisedTexts({ messages: [{ role: 'user', content: text }] })[0]).toContain(shown.join(' '));
        },
      ),
    );
  });
});
