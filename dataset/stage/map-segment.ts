/** The map phase: reads one segment of a source, and writes of every line what the rest of the build needs. Nothing here depends on another line. */

import { createParser, maximumLineBytes, type Parser } from '../schema/parse.js';
import type { SchemaName } from '../example.js';
import type { Line } from '../sources/line.js';
import { positionAfter, type LinePosition, type ReadLine } from '../sources/source-file.js';
import type { Input } from './inputs.js';
import type { MapTools } from './map-tools.js';
import { MixedSchemasError } from './mixed-schemas.js';
import { quarantineRow } from './quarantine.js';
import { createRecordWriter, type RecordWriter } from './record-writer.js';
import { finishSegment, segmentPath, writeDurably, type Segment } from './segments.js';
import { createSpill, type Spill } from './spill.js';
import { parseStoredRow } from '../version/stored-row.js';

/** Large enough that a segment costs nothing, small enough that a kill loses seconds. */
const largeSegment = 64 * 1024 * 1024;

export interface SegmentRequest {
  readonly folder: string;
  readonly number: number;
  readonly inputIndex: number;
  readonly input: Input;
  readonly from: LinePosition;
  readonly schema: SchemaName | null;
  readonly tools: MapTools;
  readonly segmentBytes: number | undefined;
  /** Called once a batch of lines; what it throws ends the build. */
  readonly onBatch: (last: ReadLine) => void;
}

export async function mapSegment(request: SegmentRequest): Promise<Segment> {
  const { folder, number, input, tools } = request;
  const quarantine = createSpill(segmentPath(folder, number, 'quarantine'));
  const records = createRecordWriter(folder, number, tools);
  const state: State = {
    ...request,
    records,
    quarantine,
    parser: createParser(tools.policy, request.schema),
    tally: { read: 0, blank: 0, quarantined: {} },
  };
  try {
    const next = await readSegment(state);
    quarantine.close();
    const written = records.close();
    writeDurably(segmentPath(folder, number, 'counters'), tools.contamination.counters());
    const schema = input.kind === 'existing' ? null : state.parser.schema;
    const segment = { number, input: request.inputIndex, next, schema, ...state.tally, ...written };
    await finishSegment(folder, segment);
    return segment;
  } finally {
    quarantine.abandon();
    records.abandon();
  }
}

interface State extends SegmentRequest {
  readonly parser: Parser;
  readonly records: RecordWriter;
  readonly quarantine: Spill;
  readonly tally: { read: number; blank: number; readonly quarantined: Record<string, number> };
}

/** Where the next segment begins; null when the source has ended. */
async function readSegment(state: State): Promise<LinePosition | null> {
  const { input, from, segmentBytes = largeSegment } = state;
  for await (const lines of input.file.lines(from, maximumLineBytes)) {
    for (const line of lines) takeLine(line, state);
    const last = lines.at(-1);
    if (last === undefined) continue;
    state.onBatch(last);
    const end = positionAfter(last);
    if (end.offset - from.offset >= segmentBytes) return end;
  }
  return null;
}

function takeLine(line: Line, state: State): void {
  const { tally, records, input } = state;
  tally.read += 1;
  if (input.kind === 'existing') {
    records.existing(line, parseStoredRow(line, input.name), input.name);
    return;
  }
  const parsed = state.parser.parse(line);
  switch (parsed.kind) {
    case 'blank':
      tally.blank += 1;
      return;
    case 'example':
      records.fresh(line, parsed, input.name);
      return;
    case 'otherSchema':
      throw new MixedSchemasError(input.name, line.number, { first: state.parser.schema, other: parsed.schema });
    case 'quarantined':
      tally.quarantined[parsed.code] = (tally.quarantined[parsed.code] ?? 0) + 1;
      state.quarantine.line(JSON.stringify(quarantineRow(line, parsed, { file: input.name, redactor: state.tools.redactor })));
  }
}
