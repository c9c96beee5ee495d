/** The figures of checks of data in their units: what was observed, and what it was held against. */

import type { Check, CheckName } from '../../dataset/check.js';
import { figureText } from '../page/words.js';

type Written = (figure: number) => string;

const plain: Written = figureText;
const percent: Written = (figure) => `${figureText(figure)}\u00a0%`;
const points: Written = (figure) => `${figureText(figure)}\u00a0points`;
const z: Written = (figure) => `z\u00a0${figureText(figure)}`;

/** Observed and limit are not always of one kind: duplicates are counted, and held against a similarity. */
const written: { readonly [Name in CheckName]: readonly [observed: Written, limit: Written] } = {
  volume: [plain, plain],
  format: [percent, percent],
  'schema-drift': [plain, plain],
  'missing-values': [points, points],
  labels: [plain, plain],
  'label-minimum': [plain, plain],
  shape: [plain, plain],
  'new-kinds': [plain, plain],
  outliers: [z, z],
  'exact-duplicates': [plain, plain],
  'near-duplicates': [plain, (figure) => `similarity\u00a0${figureText(figure)}`],
  'conflicting-labels': [plain, plain],
  quality: [plain, (figure) => `score\u00a0${figureText(figure)}`],
  'personal-data': [plain, plain],
  split: [percent, percent],
  contamination: [plain, plain],
  accounting: [plain, plain],
};

export function observedText({ name, observed }: Check): string {
  return observed === null ? '–' : written[name][0](observed);
}

export function limitText({ name, limit }: Check): string {
  return limit === null ? '–' : written[name][1](limit);
}
