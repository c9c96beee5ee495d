/** `slipway data validate` on 13,083 real questions: every figure of the report is computed again by other code. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DuplicateRow } from '../../../dataset/stage/evidence.js';
import type { DatasetReport } from '../../../dataset/stage/report.js';
import { useProgram } from './harness.js';
import { compare, isNear, longestRun, nearPairs, shinglesOf, wordsOf } from '../../dataset/plain-definitions.js';

/** Beside the repository where the machine has it; its README says where it comes from. */
const data = fileURLToPath(new URL('../../../../shared/data/banking77', import.meta.url));
const [trainFile, testFile] = [join(data, 'train.csv'), join(data, 'test.csv')];
const program = useProgram();
const patience = { timeout: 120_000 };

interface Question {
  /** Of the file, where the row begins: some questions take two. */
  readonly line: number;
  readonly text: string;
  readonly label: string;
}

interface ContaminationRow {
  readonly line: number;
  readonly suiteLine: number;
  readonly kind: string;
  readonly longestMatchWords: number;
  readonly trainText: string;
  readonly suiteText: string;
  readonly isContaminated: boolean;
}

describe.skipIf(!existsSync(data))('banking77 (needs ../shared/data/banking77)', patience, () => {
  let train: readonly Question[];
  let tests: readonly Question[];
  let first: DatasetReport;
  let duplicates: readonly DuplicateRow[];
  let dropped: ReadonlySet<number>;
  const at = (line: number): Question => found(train, line);
  const folder = (name: string): string => join(program.folder(), name);

  beforeAll(async () => {
    [train, tests] = [await questionsOf(trainFile), await questionsOf(testFile)];
    first = await validated(trainFile, 'first', ['--eval', testFile]);
    duplicates = await rowsOf<DuplicateRow>('first/duplicates.jsonl');
    dropped = new Set(duplicates.map(({ line }) => line));
  }, patience.timeout);

  it('is 10,003 rows of 77 labels, each in one place', () => {
    const { counts, distributions, outcome } = first;
    const { read, accepted, quarantined, exactDuplicates, normalisedDuplicates, nearDuplicates, filtered, blank } = counts;
    expect(read).toBe(10_003);
    expect(accepted + quarantined + exactDuplicates + normalisedDuplicates + nearDuplicates + filtered + blank).toBe(read);
    expect(first.files).toMatchObject([{ file: trainFile, schema: 'text', counts }]);
    expect([outcome, quarantined, filtered, blank]).toEqual(['rejected', 0, 0, 0]);
    const labels = new Map<string, number>();
    for (const { label, line } of train) if (!dropped.has(line)) labels.set(label, (labels.get(label) ?? 0) + 1);
    const bins = distributions.find(({ name }) => name === 'labels')?.bins ?? [];
    expect(new Map(bins.map((bin) => [bin.bin, bin.new]))).toEqual(labels);
    expect(labels.size).toBe(77);
    tell('train.csv', counts);
  });

  it('has every duplicate that its definition gives, and no other', () => {
    expect(duplicates).toHaveLength(dropped.size);
    const shinglesAt = (line: number): Set<string> => shinglesOf([at(line).text, at(line).label]);
    for (const { kind, line, leaderLine, overlap, union, similarity } of duplicates) {
      const shared = compare(shinglesAt(line), shinglesAt(leaderLine));
      expect({ line, overlap, union, similarity }).toEqual({ line, ...shared, similarity: shared.overlap / shared.union });
      expect({ line, isNear: isNear(shared), leaderIsDropped: dropped.has(leaderLine) }).toEqual({
        line,
        isNear: true,
        leaderIsDropped: false,
      });
      const [one, other] = [at(line), at(leaderLine)].map(({ text, label }) => [wordsOf(text), wordsOf(label)]);
      expect({ line, sameWords: JSON.stringify(one) === JSON.stringify(other) }).toEqual({ line, sameWords: kind !== 'near' });
      expect({ line, same: at(line).text === at(leaderLine).text && at(line).label === at(leaderLine).label }).toEqual({
        line,
        same: kind === 'exact',
      });
    }
    const pairs = nearPairs(train.map(({ text, label }) => shinglesOf([text, label])));
    expect(pairs.length).toBeGreaterThanOrEqual(dropped.size);
    expect(pairs.filter((pair) => [pair.left, pair.right].every((index) => !dropped.has(train[index]?.line ?? 0)))).toEqual([]);
    tell('pairs at 0.95 among 10,003 questions', { pairs: pairs.length, dropped: dropped.size });
  });

  it('has every question that is answered in two ways', async () => {
    const answers = new Map<string, Set<string>>();
    for (const { text, label, line } of train) {
      const question = wordsOf(text).join(' ');
      if (!dropped.has(line)) answers.set(question, (answers.get(question) ?? new Set()).add(label));
    }
    const expected = [...answers].filter(([, labels]) => labels.size > 1).map(([question]) => question);
    const conflicts = await rowsOf<{ line: number; otherLine: number }>('first/conflicts.jsonl');
    for (const { line, otherLine } of conflicts) expect(wordsOf(at(line).text)).toEqual(wordsOf(at(otherLine).text));
    expect(new Set(conflicts.map(({ line }) => wordsOf(at(line).text).join(' ')))).toEqual(new Set(expected));
  });

  it('holds questions of its own test file, each of which is listed and true', async () => {
    const rows = await rowsOf<ContaminationRow>('first/contamination.jsonl');
    const test = (line: number): string => found(tests, line).text;
    for (const { line, suiteLine, kind, longestMatchWords } of rows) {
      const [asked, known] = [wordsOf(at(line).text), wordsOf(test(suiteLine))];
      const isWhole = kind === 'exact' || kind === 'normalised';
      expect({ line, isWhole }).toEqual({ line, isWhole: asked.join(' ') === known.join(' ') });
      expect({ line, isExact: kind === 'exact' }).toEqual({ line, isExact: at(line).text.trim() === test(suiteLine).trim() });
      // A short one stands there as a whole; of a long one a run does.
      const fewest = kind.startsWith('ngram-') ? Number(kind.slice('ngram-'.length)) : known.length;
      expect({ line, fewest: longestMatchWords >= fewest, run: longestRun(asked, known) >= longestMatchWords }).toEqual({
        line,
        fewest: true,
        run: true,
      });
    }
    const trained = [...(await questionsIn('first', 'train')), ...(await questionsIn('first', 'validation'))];
    const askedInTraining = new Set(trained.map((text) => wordsOf(text).join(' ')));
    const expected = tests.flatMap(({ text, line }) => (askedInTraining.has(wordsOf(text).join(' ')) ? [line] : []));
    const whole = rows.filter(({ kind }) => kind === 'exact' || kind === 'normalised');
    expect(new Set(whole.map(({ suiteLine }) => suiteLine))).toEqual(new Set(expected));
    const contaminated = new Set(rows.filter(({ isContaminated }) => isContaminated).map(({ line }) => line));
    expect(first.checks.find(({ name }) => name === 'contamination')).toMatchObject({
      verdict: 'fail',
      severity: 'block',
      observed: contaminated.size,
      evidence: 'contamination.jsonl',
    });
    expect(whole.every(({ isContaminated }) => isContaminated)).toBe(true);
    tell('hits of 3,080 tests in what is trained on', {
      ...tallied(rows.map(({ kind, isContaminated }) => `${kind}${isContaminated ? '' : ' (listed only)'}`)),
      examples: contaminated.size,
    });
  });

  it('goes on with 3,080 more, and what was held out stays so', async () => {
    const second = await validated(testFile, 'second', ['--against', folder('first')]);
    const { counts, training, parent } = second;
    expect([counts.read, parent, training.existing, training.new]).toEqual([3080, first.version, first.training.total, counts.accepted]);
    expect(training.total).toBe(training.existing + counts.accepted);
    const [anchor, before] = [await questionsIn('second', 'anchor'), await questionsIn('first', 'heldout')];
    expect(anchor).toEqual(before);
    const trained = new Set(
      [...(await questionsIn('second', 'train')), ...(await questionsIn('second', 'validation'))].map((text) => wordsOf(text).join(' ')),
    );
    // Asked in two ways, one question may have a side for each of its answers; there is one such.
    expect(anchor.filter((text) => trained.has(wordsOf(text).join(' '))).length).toBeLessThanOrEqual(1);
    const compared = await program.run(['data', 'diff', folder('first'), folder('second'), '--json']);
    expect(JSON.parse(compared.stdout)).toMatchObject({
      from: first.version,
      to: second.version,
      came: counts.accepted,
      went: 0,
      stayed: first.training.total,
    });
    tell('test.csv against train.csv', counts);
  });

  async function validated(file: string, name: string, more: readonly string[]): Promise<DatasetReport> {
    // Not `run`, which keeps the end of a long output.
    const { stdout } = await program.start(['data', 'validate', file, ...more, '--json', '--out', folder(name)]).ended();
    return JSON.parse(stdout) as DatasetReport;
  }

  async function rowsOf<Row>(name: string): Promise<Row[]> {
    const text = await readFile(folder(name), 'utf8');
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
  }

  async function questionsIn(name: string, split: string): Promise<string[]> {
    const rows = await rowsOf<{ messages: { content: string }[] }>(`${name}/splits/${split}.jsonl`);
    return rows.map(({ messages }) => messages[0]?.content ?? '');
  }
});

/** Rows of a CSV file with quoted fields, after its header. */
async function questionsOf(path: string): Promise<Question[]> {
  const text = await readFile(path, 'utf8');
  let line = 1;
  const rows = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*)),([^,\r\n]+)\r?\n/g)].map(([whole, quoted, plain, label = '']) => {
    const question = { line, text: quoted?.replaceAll('""', '"') ?? plain ?? '', label };
    line += whole.split('\n').length - 1;
    return question;
  });
  return rows.slice(1);
}

function found(questions: readonly Question[], wanted: number): Question {
  const question = questions.find(({ line }) => line === wanted);
  if (question === undefined) throw new Error(`No row begins at line ${wanted}.`);
  return question;
}

function tallied(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** For a person who reads the test's output. */
function tell(what: string, figures: object): void {
  process.stderr.write(`banking77 ${what}: ${JSON.stringify(figures)}\n`);
}
