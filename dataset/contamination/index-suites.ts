/** Looks for the questions of evaluation, regression and safety suites among the examples to train on: first at a glance for all, then exactly for the few that share something. */

import type { Example } from '../example.js';
import { createWordReader, type Words } from '../text/words.js';
import { createBoilerplate, type Boilerplate } from './boilerplate.js';
import { addCounters, saveCounters } from './counters.js';
import { hitsOf, type ContaminationHit } from './hits.js';
import { suitePassages, type Passages } from './suite-passages.js';
import type { SuiteText } from './suite-text.js';

export interface ContaminationIndex {
  readonly items: number;
  /** Once for each candidate of training, whatever becomes of it. False: `examine` would find nothing. */
  glance(words: Words): boolean;
  /** What all glances so far counted. */
  counters(): Buffer;
  /** Adds the counters of another index over the same suites. Throws on those of other suites. */
  addCounters(state: Buffer): void;
  /** After all glances: what the example shares with suites, boilerplate left out; at most one hit for each item, the worst first. */
  examine(example: Example): readonly ContaminationHit[];
}

/** System messages never count, and neither do items without a single letter or digit. */
export function createContaminationIndex(suites: readonly SuiteText[]): ContaminationIndex {
  const passages = suitePassages(suites);
  const boilerplate = createBoilerplate(passages);
  const digest = digestOf(passages);
  const reader = createWordReader();
  return {
    items: suites.length,
    glance: (words) => passages.all.length > 0 && boilerplate.glance(words),
    counters: () => saveCounters(boilerplate.parts, digest),
    addCounters: (state) => {
      addCounters(boilerplate.parts, digest, state);
    },
    examine: (example) => {
      const found = candidates(reader.read(example), boilerplate);
      if (found.size === 0) return [];
      return hitsOf(
        example,
        [...found].flatMap((index) => passages.all[index] ?? []),
        { suites, boilerplate },
      );
    },
  };
}

/** Passages that the example may hold: with a run that is not common, with all their runs, or with a short text as a whole. */
function candidates(words: Words, { grams, wholeTexts, habits }: Boilerplate): Set<number> {
  const { hashes } = words;
  const found = new Set<number>();
  const shared = new Set<number>();
  habits.visit(words, {
    four: (at, textEnd) => {
      for (const passage of wholeTexts.embedded(hashes, at, textEnd)) found.add(passage);
    },
    eight: (at) => {
      const gram = grams.find(hashes, at);
      if (gram >= 0) shared.add(gram);
    },
    text: (start, end) => {
      for (const passage of wholeTexts.equal(hashes, start, end)) found.add(passage);
    },
  });
  const commonOf = new Map<number, number>();
  for (const gram of shared) {
    const isCommon = grams.isCommon(gram);
    grams.passagesOf(gram, (passage) => {
      if (isCommon) commonOf.set(passage, (commonOf.get(passage) ?? 0) + 1);
      else found.add(passage);
    });
  }
  for (const [passage, count] of commonOf) if (count === grams.countOf(passage)) found.add(passage);
  return found;
}

function digestOf({ all, hashes }: Passages): number {
  let digest = all.length;
  for (const { part, texts } of all) digest = (Math.imul(digest, 31) + texts.length * 2 + (part === 'answer' ? 1 : 0)) | 0;
  for (const hash of hashes) digest = (Math.imul(digest ^ (digest >>> 15), 0x9e3779b1) + hash) | 0;
  return digest >>> 0;
}
