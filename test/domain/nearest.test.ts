import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../domain/nearest.js';

const keys = ['minimumNewExamples', 'heldOut', 'sources', 'validation', 'approval', 'release'];

describe('the nearest known word', () => {
  it.each([
    ['heldout', 'heldOut'],
    ['souces', 'sources'],
    ['sourcse', 'sources'],
    ['minNewExamples', 'minimumNewExamples'],
    ['RELEASE', 'release'],
    ['temperature', undefined],
    ['xyz', undefined],
  ])('of %s is %s', (word, suggestion) => {
    expect(nearest(word, keys)).toBe(suggestion);
  });

  it('is none where nothing is known', () => {
    expect(nearest('release', [])).toBeUndefined();
  });

  it('is the first of those that are equally near', () => {
    expect(nearest('cat', ['car', 'bat'])).toBe('car');
  });

  it('is a known word or none, and a known word is nearest to itself', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(words, fc.string(), (known, word) => {
        expect([...known, undefined]).toContain(nearest(word, known));
        for (const each of known) expect(nearest(each, known)).toBe(each);
      }),
    );
  });

  it('finds a word again after any one slip', () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/);
    const slipped = fc.tuple(word, fc.nat(), fc.constantFrom('dropped', 'doubled', 'swapped', 'replaced')).map(([text, seed, slip]) => {
      const at = seed % (text.length - 1);
      const [before, here, next, after] = [text.slice(0, at), text.charAt(at), text.charAt(at + 1), text.slice(at + 2)];
      const typed = { dropped: next, doubled: here + here + next, swapped: next + here, replaced: `_${next}` }[slip];
      return { text, typed: before + (typed ?? '') + after };
    });
    fc.assert(
      fc.property(slipped, ({ text, typed }) => {
        expect(nearest(typed, ['0123456789012345', text])).toBe(text);
      }),
    );
  });
});
