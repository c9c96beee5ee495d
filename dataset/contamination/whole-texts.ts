/** Finds short questions as a whole: as a message of their own by a hash of the message, and within longer messages by their first words. */

import { createGramTable } from './gram-table.js';
import { longWords, type Passages } from './suite-passages.js';

/** Fewer words stand in a longer text by chance: `how are you`. Such questions are found only as a whole message. */
export const fewestEmbeddedWords = 4;

export interface WholeTexts {
  /** Passages whose first text may be these words. */
  equal(words: Uint32Array, start: number, end: number): readonly number[];
  /** Short passages whose longest text begins at that word. */
  embedded(words: Uint32Array, at: number, textEnd: number): readonly number[];
}

interface Anchored {
  readonly at: number;
  readonly length: number;
  readonly passage: number;
}

const none: readonly number[] = [];

export function createWholeTexts({ all, hashes: source }: Passages): WholeTexts {
  const byHash = new Map<number, number[]>();
  const anchored: Anchored[] = [];
  for (const { index, part, texts, longest } of all) {
    const first = texts[0];
    if (part === 'answer' || first === undefined) continue;
    const hash = textHash(source, first.at, first.at + first.words.length);
    byHash.set(hash, [...(byHash.get(hash) ?? []), index]);
    const text = texts.find(({ words }) => words.length === longest);
    if (text === undefined || longest < fewestEmbeddedWords || longest >= longWords) continue;
    anchored.push({ at: text.at, length: longest, passage: index });
  }
  const anchors = createGramTable(
    source,
    Uint32Array.from(anchored, ({ at }) => at),
    fewestEmbeddedWords,
  );
  const byAnchor = Array.from({ length: anchors.count }, (): Anchored[] => []);
  for (const entry of anchored) byAnchor[anchors.find(source, entry.at)]?.push(entry);

  return {
    equal: (words, start, end) => byHash.get(textHash(words, start, end)) ?? none,
    embedded: (words, at, textEnd) => {
      const anchor = anchors.find(words, at);
      if (anchor < 0) return none;
      const stands = (entry: Anchored): boolean => {
        if (at + entry.length > textEnd) return false;
        let same = fewestEmbeddedWords;
        while (same < entry.length && source[entry.at + same] === words[at + same]) same += 1;
        return same === entry.length;
      };
      return (byAnchor[anchor] ?? []).filter(stands).map(({ passage }) => passage);
    },
  };
}

function textHash(hashes: Uint32Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at += 1) hash = (Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) + (hashes[at] ?? 0)) | 0;
  return hash;
}
