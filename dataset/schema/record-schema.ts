/** Tells the schema of a record by its keys: each content key belongs to one schema. */

import type { SchemaName } from '../example.js';
import { Problem } from './problem.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Null and the empty text are what CSV and Parquet write where there is nothing. */
export function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Content keys of each schema; `input` and `output` are also of `instruction`. */
const claims: readonly { readonly schema: SchemaName; readonly keys: readonly string[] }[] = [
  { schema: 'messages', keys: ['messages'] },
  { schema: 'conversations', keys: ['conversations'] },
  { schema: 'prompt-completion', keys: ['prompt', 'completion'] },
  { schema: 'instruction', keys: ['instruction'] },
  { schema: 'input-output', keys: ['input', 'output'] },
  { schema: 'text', keys: ['text'] },
];

export function schemaOf(record: JsonRecord): SchemaName | Problem {
  if (hasAny(record, pairKeys) && pairKeys.some((key) => !isMissing(record[key])))
    return new Problem(
      'preference-pair',
      '',
      'expected one answer, found a better and a worse one; keep the better one as the answer, or train preferences elsewhere',
    );
  let found: SchemaName | undefined;
  let count = 0;
  for (const { schema, keys } of claims) {
    if (!hasAny(record, keys) || (schema === 'input-output' && found === 'instruction')) continue;
    found ??= schema;
    count += 1;
  }
  if (count === 1 && found !== undefined) return found;
  return count === 0 ? unknownSchema(record) : oneOfSeveral(record);
}

/** A loop, because each record comes through here. */
function hasAny(record: JsonRecord, keys: readonly string[]): boolean {
  for (const key of keys) if (record[key] !== undefined) return true;
  return false;
}

const pairKeys = ['chosen', 'rejected', 'preferred_output', 'non_preferred_output'];

/** Tables have every column in every row: those without a value claim nothing then. */
function oneOfSeveral(record: JsonRecord): SchemaName | Problem {
  const hasInstruction = record['instruction'] !== undefined;
  const filled = claims.filter(
    ({ schema, keys }) => !(schema === 'input-output' && hasInstruction) && keys.some((key) => !isMissing(record[key])),
  );
  const [only] = filled;
  if (only !== undefined && filled.length === 1) return only.schema;
  const keys = claims.flatMap((claim) => claim.keys).filter((key) => record[key] !== undefined);
  return new Problem(
    'ambiguous-schema',
    '',
    `expected the keys of one schema, found ${keys.join(', ')}; remove those that are not to be trained on`,
  );
}

function unknownSchema(record: JsonRecord): Problem {
  const expected = 'expected messages, conversations, prompt and completion, instruction and output, input and output, or text';
  if ('question' in record && 'answer' in record)
    return new Problem('unknown-schema', '', `${expected}, found question and answer; call them prompt and completion`);
  return new Problem('unknown-schema', '', `${expected}, found none of these keys; rename or convert the keys`);
}
