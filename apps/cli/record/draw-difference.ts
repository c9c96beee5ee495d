/** What differs between two versions, as text: one part after the other, each change as `before → after`. */

import { bytesText } from '../../../domain/figures.js';
import type { DatasetDifference } from '../../../dataset/version/difference.js';
import type { Change, ScoreChange, VersionDifference } from '../../../registry/compare.js';
import { plainText } from '../screen/layout.js';
import { factLines, recordTable, scoreText, shortDigest, textLines, type Fact } from './text.js';

export interface DifferenceView {
  readonly difference: VersionDifference;
  /** A text says why the rows could not be counted. */
  readonly rows: DatasetDifference | string;
}

export function drawDifference({ difference, rows }: DifferenceView): string[] {
  const { model, versions, bytes, tokenizer, chatTemplate, chatTemplatePatch } = difference;
  const parts: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Data', dataLines({ difference, rows })],
    ['Base model', changeLines(difference.baseModel)],
    ['Recipe', changeLines(difference.recipe)],
    ['Environment', difference.environment === null ? ['not recorded'] : changeLines(difference.environment)],
    ['Scores', scoreLines(difference)],
    [
      'File',
      [
        ...factLines([
          ['size', sizeText(bytes)],
          ['tokenizer', digestsText(tokenizer)],
          ['chat template', digestsText(chatTemplate)],
        ]),
        ...difference.quantization.flatMap(changeText),
      ],
    ],
    ['Chat template', chatTemplatePatch === null ? [] : chatTemplatePatch.trimEnd().split('\n').map(plainText)],
  ];
  return [
    `${model}: ${versions.from} → ${versions.to}`,
    ...parts.filter(([, lines]) => lines.length > 0).flatMap(([title, lines]) => ['', title, ...lines]),
  ];
}

function dataLines({ difference: { datasets, rows: sizes }, rows }: DifferenceView): string[] {
  const version: Fact = ['version', digestsText(datasets)];
  const recorded = [sizes.from, sizes.to].map((each) => (each === null ? '?' : String(each.train)));
  if (typeof rows === 'string') return factLines([version, ['to train on', recorded.join(' → ')], ['rows', rows]]);
  const counted = rows.splits.map(({ split, from, to, came, went }) => [split, String(from), String(to), `+${came}`, `-${went}`]);
  return [
    ...factLines([version, ['rows', `${rows.came} came, ${rows.went} went, ${rows.stayed} stayed`]]),
    ...(datasets.from === datasets.to ? [] : [recordTable(['split', 'before', 'after', 'came', 'went'], counted)]),
  ];
}

/** Also where nothing differs: that it does not is an answer. */
function changeLines(changes: readonly Change[]): string[] {
  return changes.length === 0 ? ['the same'] : changes.flatMap(changeText);
}

function changeText({ key, from, to }: Change): string[] {
  return textLines(`${key}: ${valueText(from)} → ${valueText(to)}`);
}

function valueText(value: string | null): string {
  if (value === null) return 'none';
  return /^[0-9a-f]{64}$/.test(value) ? shortDigest(value) : value;
}

function scoreLines({ scores, versions }: VersionDifference): string[] {
  if (scores.length === 0) return ['none are recorded'];
  const text = (side: ScoreChange['from']): string => (side === null ? 'not asked' : scoreText(side, side.correct));
  return [
    recordTable(
      ['suite', versions.from, versions.to],
      scores.map(({ suite, from, to }) => [suite, text(from), text(to)]),
    ),
  ];
}

function sizeText({ from, to }: VersionDifference['bytes']): string {
  const percent = from === 0 ? '' : `, ${to >= from ? '+' : ''}${(((to - from) / from) * 100).toFixed(1)} %`;
  return from === to
    ? `${bytesText(from)}, the same (${from} bytes)`
    : `${bytesText(from)} → ${bytesText(to)} (${to - from} bytes${percent})`;
}

function digestsText({ from, to }: { readonly from: string | null; readonly to: string | null }): string {
  if (from === null && to === null) return 'not recorded';
  return from === to ? `${valueText(from)}, the same` : `${valueText(from)} → ${valueText(to)}`;
}
