/** Judges what an example shares with the items of suites: which of it is contamination, and what to show of it. */

import type { Example } from '../example.js';
import type { Boilerplate } from './boilerplate.js';
import { excerpt } from './excerpt.js';
import { equalFrom, gramPlaces, overlapOf, standsWhole, type GramPlaces, type Overlap } from './overlap.js';
import { gramWords } from './suite-grams.js';
import { longWords, rawTexts, textsWithWords, type Passage } from './suite-passages.js';
import type { SuiteText } from './suite-text.js';
import { fewestEmbeddedWords } from './whole-texts.js';

export interface ContaminationHit {
  readonly suite: string;
  readonly item: string;
  readonly suiteLine: number;
  /**
   * `exact` and `normalised`: the question is asked; `short`: a question of fewer than 13 words stands within a longer text;
   * the others: the longest run that is shared has at least so many words.
   */
  readonly kind: 'exact' | 'normalised' | 'ngram-13' | 'ngram-8' | 'short';
  readonly longestMatchWords: number;
  /** Share of the runs of 8 words of the item's question, or of its expected answer, that stand in the example; 0 to 1, boilerplate left out. */
  readonly containment: number;
  /** The shared words as they stand on each side with what is around them, cut to 300 characters. Not redacted. */
  readonly trainText: string;
  readonly suiteText: string;
  readonly isContaminated: boolean;
}

/** Of an item so much is enough, beside a run of 13 words. */
const enoughContained = 0.5;
const enoughInOneRun = 0.8;

const severity: Record<ContaminationHit['kind'], number> = { exact: 0, normalised: 1, short: 2, 'ngram-13': 3, 'ngram-8': 4 };

export interface Known {
  readonly suites: readonly SuiteText[];
  readonly boilerplate: Boilerplate;
}

/** At most one hit for each item, contaminated ones and longer matches first. */
export function hitsOf(example: Example, passages: readonly Passage[], { suites, boilerplate }: Known): ContaminationHit[] {
  const texts = textsWithWords(example);
  const normalised = texts.map((text) => text.normalised);
  const train: Train = { raw: texts.map(({ raw }) => raw), normalised, places: gramPlaces(normalised.map((text) => text.split(' '))) };
  const best = new Map<number, ContaminationHit>();
  for (const passage of passages) {
    const finding = findingOf(train, passage, boilerplate);
    if (finding === null) continue;
    for (const item of passage.items) {
      const suite = suites[item];
      if (suite === undefined) continue;
      const hit = hitOf(train, finding, { suite, raw: rawTexts(suite, passage.part) });
      const other = best.get(item);
      if (other === undefined || worstFirst(hit, other) < 0) best.set(item, hit);
    }
  }
  return [...best].toSorted(([left, one], [right, another]) => worstFirst(one, another) || left - right).map(([, hit]) => hit);
}

interface Train {
  readonly raw: readonly string[];
  readonly normalised: readonly string[];
  readonly places: GramPlaces;
}

interface Finding extends Overlap {
  readonly kind: Exclude<ContaminationHit['kind'], 'exact'>;
  readonly isContaminated: boolean;
  /** First text of the example that the question's first is equal to. */
  readonly equalAt: number;
}

function findingOf(train: Train, passage: Passage, boilerplate: Boilerplate): Finding | null {
  return (
    equal(train, passage) ??
    (passage.longest < longWords ? embedded(train, passage, boilerplate) : null) ??
    overlapping(train, passage, boilerplate)
  );
}

function equal({ normalised }: Train, passage: Passage): Finding | null {
  if (passage.part === 'answer') return null;
  const wanted = passage.texts.map(({ words }) => words.join(' '));
  const equalAt = equalFrom(normalised, wanted, passage.words < fewestEmbeddedWords);
  if (equalAt < 0) return null;
  const suiteText = longestText(passage);
  const place = { trainText: equalAt + suiteText, trainWord: 0, suiteText, suiteWord: 0 };
  return { kind: 'normalised', isContaminated: true, equalAt, longest: passage.longest, containment: 1, ...place };
}

/** Everyday words as a whole, such as `how do i change my address`, are no sign that the question was copied. */
function embedded({ normalised }: Train, passage: Passage, boilerplate: Boilerplate): Finding | null {
  if (passage.longest < fewestEmbeddedWords || !standsWhole(normalised, passage)) return null;
  if (boilerplate.isCommonWhole(passage.index)) return null;
  if (passage.texts.every(({ at, words }) => boilerplate.isCommonRun(passage.index, at, at + words.length))) return null;
  const suiteText = longestText(passage);
  const wanted = ` ${passage.texts[suiteText]?.words.join(' ') ?? ''} `;
  const starts = normalised.map((text) => ` ${text} `.indexOf(wanted));
  const trainText = starts.findIndex((start) => start >= 0);
  const before = (normalised[trainText] ?? '').slice(0, starts[trainText]);
  const place = { trainText, trainWord: before.split(' ').length - 1, suiteText, suiteWord: 0 };
  return { kind: 'short', isContaminated: true, equalAt: -1, longest: passage.longest, containment: 1, ...place };
}

/** A long question that stands there as a whole is contamination, however often it does. */
function overlapping({ normalised, places }: Train, passage: Passage, boilerplate: Boilerplate): Finding | null {
  if (passage.longest >= longWords && standsWhole(normalised, passage)) {
    return { kind: 'ngram-13', isContaminated: true, equalAt: -1, ...overlapOf(places, passage, () => false) };
  }
  const overlap = overlapOf(places, passage, boilerplate.grams.isCommonAt);
  if (overlap.longest < gramWords) return null;
  const from = (passage.texts[overlap.suiteText]?.at ?? 0) + overlap.suiteWord;
  if (boilerplate.isCommonRun(passage.index, from, from + overlap.longest)) return null;
  if (overlap.longest < longWords) return { kind: 'ngram-8', isContaminated: false, equalAt: -1, ...overlap };
  const isContaminated = overlap.containment >= enoughContained || overlap.longest >= enoughInOneRun * passage.words;
  return { kind: 'ngram-13', isContaminated, equalAt: -1, ...overlap };
}

function longestText({ texts, longest }: Passage): number {
  return texts.findIndex(({ words }) => words.length === longest);
}

function hitOf(train: Train, finding: Finding, item: { readonly suite: SuiteText; readonly raw: readonly string[] }): ContaminationHit {
  const { kind, longest, containment, isContaminated, equalAt, trainText, trainWord, suiteText, suiteWord } = finding;
  const isExact = equalAt >= 0 && item.raw.every((text, index) => train.raw[equalAt + index]?.trim() === text.trim());
  return {
    suite: item.suite.suite,
    item: item.suite.item,
    suiteLine: item.suite.line,
    kind: isExact ? 'exact' : kind,
    longestMatchWords: longest,
    containment,
    trainText: excerpt(train.raw[trainText] ?? '', trainWord, trainWord + longest),
    suiteText: excerpt(item.raw[suiteText] ?? '', suiteWord, suiteWord + longest),
    isContaminated,
  };
}

function worstFirst(left: ContaminationHit, right: ContaminationHit): number {
  return (
    Number(right.isContaminated) - Number(left.isContaminated) ||
    severity[left.kind] - severity[right.kind] ||
    right.longestMatchWords - left.longestMatchWords ||
    right.containment - left.containment
  );
}
