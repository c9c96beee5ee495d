import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildDataset } from '../../dataset/build.js';
import type { DatasetSettings } from '../../dataset/settings.js';
import { aLine, useBench } from './harness.js';

/** Beside the repository where the machine has it; its README says where it comes from. */
const data = fileURLToPath(new URL('../../../shared/data/banking77', import.meta.url));
const bench = useBench();

const settings: DatasetSettings = { minimumNewExamples: 500, heldOut: { percent: 10 }, validation: { percent: 5 }, labelPath: 'intent' };

describe('banking77, 13,083 real questions', () => {
  it.skipIf(!existsSync(data))(
    'becomes two versions whose figures agree with the files (needs ../shared/data/banking77)',
    async () => {
      const [train, test] = [await questionsOf('train.csv'), await questionsOf('test.csv')];
      const unique = new Set(train);
      const uniqueLater = new Set(test.filter((line) => !unique.has(line)));
      const folder = join(bench().folder, 'banking');
      await mkdir(folder);
      await writeFile(join(folder, 'a.jsonl'), train.join('\n'));
      const build = {
        model: 'banking',
        sources: [folder],
        settings,
        reserved: new Set<string>(),
        store: bench().store,
        workDir: join(bench().folder, 'work'),
      };

      const first = await buildDataset({ ...build, parent: null });
      expect(first).toMatchObject({
        outcome: 'accepted',
        counts: { lines: 10_003, newExamples: unique.size, duplicates: 10_003 - unique.size },
      });
      const report = await bench().report(first);
      expect(Object.keys(report.labels?.new ?? {})).toHaveLength(77);
      expect((report.splits?.heldOut ?? 0) / unique.size).toBeCloseTo(0.1, 1);

      await writeFile(join(folder, 'b.jsonl'), test.join('\n'));
      const second = await buildDataset({ ...build, parent: first.dataset });
      expect(second).toMatchObject({
        outcome: 'accepted',
        counts: { lines: 13_083, newExamples: uniqueLater.size, alreadyInParent: 10_003 + test.length - uniqueLater.size },
      });
      const anchor = await bench().rows(second.dataset?.anchor);
      expect(anchor).toEqual(await bench().rows(first.dataset?.heldOut));
      const trained = new Set((await bench().rows(second.dataset?.train)).map((row) => row.id));
      expect(anchor.some((row) => trained.has(row.id))).toBe(false);
    },
    60_000,
  );
});

/** Rows of a CSV file with quoted fields as lines of a source. */
async function questionsOf(name: string): Promise<string[]> {
  const text = await readFile(join(data, name), 'utf8');
  const rows = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*)),([^,\r\n]+)\r?\n/g)].slice(1);
  return rows.map(([, quoted, plain, category]) => aLine(quoted?.replaceAll('""', '"') ?? plain ?? '', category));
}
