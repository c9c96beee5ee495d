/** Runs the map phase over all inputs in order, going on after what a killed build has finished. */

import { readFileSync } from 'node:fs';
import { beginning } from '../sources/source-file.js';
import type { Input } from './inputs.js';
import { mapSegment } from './map-segment.js';
import type { MapTools } from './map-tools.js';
import type { Progress } from './progress.js';
import { segmentPath, takeUp, type Segment } from './segments.js';

export interface MapRequest {
  /** Of the segments alone. */
  readonly folder: string;
  readonly inputs: readonly Input[];
  readonly tools: MapTools;
  /** Whatever shapes a record: for any other the work begins anew. */
  readonly identity: unknown;
  readonly segmentBytes: number | undefined;
  readonly onProgress: (progress: Progress) => void;
}

export async function mapSources({ folder, inputs, tools, identity, segmentBytes, onProgress }: MapRequest): Promise<Segment[]> {
  const segments = await takeUp(folder, identity);
  const last = segments.at(-1);
  if (last !== undefined) tools.contamination.addCounters(readFileSync(segmentPath(folder, last.number, 'counters')));
  const done = { lines: segments.reduce((sum, { read }) => sum + read, 0), bytes: 0 };
  for (const [inputIndex, input] of inputs.entries()) {
    const before = segments.findLast((segment) => segment.input === inputIndex);
    let from = before === undefined ? beginning : before.next;
    let schema = before?.schema ?? null;
    while (from !== null) {
      const { offset, number: first } = from;
      const linesBefore = done.lines;
      const segment: Segment = await mapSegment({
        folder,
        number: segments.length,
        inputIndex,
        input,
        from,
        schema,
        tools,
        segmentBytes,
        onBatch: (line) => {
          onProgress({
            step: 'reading',
            source: input.name,
            lines: linesBefore + line.number - first + 1,
            bytes: done.bytes + line.nextOffset - offset,
          });
        },
      });
      segments.push(segment);
      done.lines = linesBefore + segment.read;
      done.bytes += (segment.next?.offset ?? offset) - offset;
      from = segment.next;
      schema = segment.schema ?? schema;
    }
  }
  return segments;
}
