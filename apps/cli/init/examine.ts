/** Reads somebody's examples for `slipway init`, or says why a run could not use them and what to make of them. */

import { detect, type Detected, type LeftOut } from '../../../dataset/examine/detect.js';
import { sampleOf, type Sample } from '../../../dataset/examine/sample.js';
import { findSources } from '../../../dataset/sources/find.js';
import type { SourceFile } from '../../../dataset/sources/source-file.js';
import { UsageError } from '../exit.js';
import type { Output } from '../output.js';
import { startProgress } from '../progress.js';

const bytesPerMegabyte = 1_000_000;
/** Read in about a second. */
const quickMegabytes = 200;
const wanted = '{"messages": [{"role": "user", "content": …}, {"role": "assistant", "content": …}]} or {"prompt": …, "completion": …}';

export interface Examined {
  readonly sample: Sample;
  readonly found: Detected;
}

export async function examineData(dataFile: string, output: Output): Promise<Examined> {
  const { files, problems } = await findSources([dataFile], undefined);
  if (problems.length > 0) {
    throw new UsageError({
      what: `${dataFile} cannot be read`,
      why: problems.join('\n'),
      next: 'give a JSONL file: slipway init FILE.jsonl',
    });
  }
  const sample = await sampleWithProgress(files, output);
  const found = detect(sample);
  switch (found.kind) {
    case 'otherShape':
      throw new UsageError({
        what: `${dataFile} has ${found.name}, which is not read yet`,
        why: 'each line is to be one JSON object with messages, or with prompt and completion',
        next: `convert each line to ${found.convert}`,
      });
    case 'nothing':
      throw new UsageError({ what: `${dataFile} has no line that is an example`, why: firstLines(found.leftOut), next: advice(sample) });
    case 'examples':
      if (found.leftOut.count * 2 <= found.examined) return { sample, found };
      throw new UsageError({
        what: `a run would refuse ${dataFile}: ${found.leftOut.count} of ${found.examined} lines are no examples`,
        why: firstLines(found.leftOut),
        next: advice(sample),
      });
  }
}

async function sampleWithProgress(files: readonly SourceFile[], output: Output): Promise<Sample> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0) / bytesPerMegabyte;
  const progress = total < quickMegabytes ? undefined : startProgress(output, { what: 'reads the examples', total, unit: 'MB' });
  try {
    return await sampleOf(files, ({ bytes }) => progress?.update(bytes / bytesPerMegabyte));
  } finally {
    progress?.end();
  }
}

function firstLines({ first, byReason }: LeftOut): string {
  if (first.length === 0) return 'it is empty';
  const reasons = Object.entries(byReason).map(([reason, lines]) => `${lines} ${reason}`);
  return [
    ...first.map(({ source, line, reason, detail }) => `${source}:${line} ${reason}: ${detail}`),
    `in all: ${reasons.join(', ')}`,
  ].join('\n');
}

function advice({ lines }: Sample): string {
  const first = lines
    .find(({ line }) => line.bytes.toString().trim() !== '')
    ?.line.bytes.toString()
    .trim();
  // As other tools export it.
  if (first?.startsWith('[') === true) return `the file is one JSON list: write each of its entries on a line of its own, as ${wanted}`;
  return `each line wants ${wanted}; to try Slipway without data: slipway data example examples.jsonl`;
}
