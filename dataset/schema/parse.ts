/** Parses one line of a source: an example in canonical form with what is known about it, or the one reason why it is none. Never throws. */

import { isUtf8 } from 'node:buffer';
import type { About, Example, SchemaName } from '../example.js';
import type { DatasetPolicy } from '../policy.js';
import type { Line } from '../sources/line.js';
import { createAboutReader } from './about.js';
import type { Draft } from './draft.js';
import { readJson } from './json-read.js';
import { checkMessageKeys, checkRecordKeys, type KeyPolicy } from './key-rules.js';
import { checkLine, isBlank } from './line-rules.js';
import { isRecord, Problem, typeName } from './problem.js';
import { checkPlainChat, checkProfile } from './profile-rules.js';
import type { QuarantineCode } from './quarantine-code.js';
import { readRecord } from './read-record.js';
import { schemaOf, type JsonRecord } from './record-schema.js';
import { checkMessages } from './rules.js';
import { createToolReader } from './tool-definitions.js';

export { maximumLineBytes } from './line-rules.js';
export { maximumDepth } from './json-scan.js';

export type Parsed =
  | { readonly kind: 'blank' }
  | { readonly kind: 'example'; readonly example: Example; readonly about: About }
  /** A whole example, of another schema than the file's. */
  | { readonly kind: 'otherSchema'; readonly schema: SchemaName }
  | {
      readonly kind: 'quarantined';
      readonly code: QuarantineCode;
      /** RFC 6901; `''` is the whole line. */
      readonly pointer: string;
      /** Never content of the record. */
      readonly message: string;
    };

export interface Parser {
  /** Schema of the file: given, or fixed by the first whole example. */
  readonly schema: SchemaName | null;
  parse(line: Line): Parsed;
}

export type ParsingPolicy = Pick<DatasetPolicy, 'profile' | 'plainChat' | 'labelPath' | 'heldOut'>;

const blank: Parsed = { kind: 'blank' };

/** A parser for one file. Keeps bounded caches of tools and shapes. */
export function createParser(policy: ParsingPolicy, schema: SchemaName | null): Parser {
  const toolReader = createToolReader();
  const readAbout = createAboutReader(policy);
  const keyPolicy = keyPolicyOf(policy);
  let fileSchema = schema;

  const draftOf = (record: JsonRecord, found: SchemaName): Draft | Problem => {
    const keys = checkRecordKeys(record, found, keyPolicy) ?? checkLists(record, found, policy);
    return keys ?? readRecord(found, record, toolReader);
  };
  const exampleOf = (record: JsonRecord): Parsed | Problem => {
    const found = schemaOf(record);
    if (found instanceof Problem) return found;
    const draft = draftOf(record, found);
    if (draft instanceof Problem) return draft;
    const problem =
      checkMessages(draft, found) ?? checkProfile(draft, policy.profile) ?? (policy.plainChat ? checkPlainChat(draft) : undefined);
    if (problem !== undefined) return problem;
    const about = readAbout(draft, found);
    if (about instanceof Problem) return about;
    fileSchema ??= found;
    if (found !== fileSchema) return { kind: 'otherSchema', schema: found };
    const { messages, tools } = draft;
    return { kind: 'example', example: tools === null ? { messages } : { messages, tools: tools.definitions }, about };
  };

  return {
    get schema() {
      return fileSchema;
    },
    parse: (line) => {
      const record = recordOf(line);
      if (record === undefined) return blank;
      const parsed = record instanceof Problem ? record : exampleOf(record);
      return parsed instanceof Problem
        ? { kind: 'quarantined', code: parsed.code, pointer: parsed.pointer, message: parsed.message }
        : parsed;
    },
  };
}

/** Schema of the first whole example; null where there is none. */
export function detectSchema(lines: readonly Line[]): SchemaName | null {
  const parser = createParser({ profile: 'generic', plainChat: false, heldOut: { percent: 0, timeKey: '' } }, null);
  for (const line of lines) {
    parser.parse(line);
    if (parser.schema !== null) break;
  }
  return parser.schema;
}

/** Undefined where the line is blank. */
function recordOf(line: Line): JsonRecord | Problem | undefined {
  const problem = checkLine(line);
  if (problem !== undefined) return problem;
  if (isBlank(line.bytes)) return undefined;
  if (!isUtf8(line.bytes)) return new Problem('invalid-utf8', '', 'expected UTF-8, found other bytes; convert the file to UTF-8');
  const value = readJson(line.bytes.toString());
  if (value instanceof Problem || isRecord(value)) return value;
  return new Problem('not-an-object', '', `expected a JSON object, found ${typeName(value)}; write one object a line`);
}

function checkLists(record: JsonRecord, schema: SchemaName, { profile }: ParsingPolicy): Problem | undefined {
  if (schema === 'messages' || schema === 'conversations') return checkMessageKeys(record, schema, profile);
  if (schema !== 'prompt-completion') return undefined;
  return checkMessageKeys(record, 'prompt', profile) ?? checkMessageKeys(record, 'completion', profile);
}

function keyPolicyOf({ profile, heldOut }: ParsingPolicy): KeyPolicy {
  const own = heldOut.groupBy === undefined ? [] : [heldOut.groupBy];
  return { profile, own: heldOut.after === undefined ? own : [...own, heldOut.timeKey] };
}
