import { describe, expect, it } from 'vitest';
import { promptDigest } from '../../../dataset/version/prompt-digest.js';

const user = (content: string) => ({ role: 'user', content }) as const;

describe('the digest of what a model is asked', () => {
  it('ignores white space around a text, and nothing else', () => {
    const digest = promptDigest([user('where is it?')]);
    expect(promptDigest([user('  where is it?\n')])).toBe(digest);
    for (const other of ['where  is it?', 'Where is it?', 'where is it']) expect(promptDigest([user(other)])).not.toBe(digest);
  });

  it('tells who says it, in which order, and whether anything is said', () => {
    const digests = [
      [user('a')],
      [{ role: 'system', content: 'a' } as const],
      [user('a'), user('b')],
      [user('b'), user('a')],
      [user('')],
      [{ role: 'user', content: null } as const],
      [],
    ].map(promptDigest);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
