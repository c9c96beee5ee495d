/**
 * Holds the arguments of tool calls against the JSON Schema that the tool declares. Schemas come from data files, so what could run
 * for hours is not run: patterns, `uniqueItems` and webs of references are left unchecked.
 */

import { Ajv, type ValidateFunction } from 'ajv';
import { isRecord } from './problem.js';

type Schema = Readonly<Record<string, unknown>>;

export interface ArgumentsChecker {
  /** Whether it is a JSON Schema (draft 7). */
  isSchema(schema: Schema): boolean;
  /** The rule that the arguments break, for a message; null where they break none, or cannot be checked. */
  breach(schema: Schema, value: object): string | null;
}

const validatorsKept = 1024;
const compilationsOfOne = 256;
/** Each may be used twice by another, which doubles the work each time. */
const maximumReferences = 32;

/** Compiles each distinct schema once, at its first call: that costs a millisecond. */
export function createArgumentsChecker(): ArgumentsChecker {
  const byText = new Map<string, ValidateFunction | null>();
  const bySchema = new WeakMap<Schema, ValidateFunction | null>();
  let meta: Ajv | undefined;
  let compiler: Ajv | undefined;
  let compilations = 0;
  const validatorOf = (schema: Schema): ValidateFunction | null => {
    const text = JSON.stringify(schema);
    let validate = byText.get(text);
    if (validate === undefined) {
      // An instance keeps 7 KB of each schema that it has compiled, whatever is removed from it.
      if (compiler === undefined || compilations % compilationsOfOne === 0) compiler = createCompiler();
      compilations += 1;
      validate = isCheckable(text) ? compile(schema, compiler) : null;
      keepBounded(byText, text, { value: validate, limit: validatorsKept });
    }
    return validate;
  };
  return {
    isSchema: (schema) => (meta ??= new Ajv(options)).validateSchema(withoutIdentity(schema)) === true,
    breach: (schema, value) => {
      let validate = bySchema.get(schema);
      if (validate === undefined) {
        validate = validatorOf(schema);
        bySchema.set(schema, validate);
      }
      return validate === null || matches(validate, value) ? null : ruleOf(validate, schema);
    },
  };
}

/** Oldest out: memory must not grow with the file. */
export function keepBounded<T>(cache: Map<string, T>, key: string, { value, limit }: { readonly value: T; readonly limit: number }): void {
  for (const oldest of cache.keys()) {
    if (cache.size < limit) break;
    cache.delete(oldest);
  }
  cache.set(key, value);
}

const options = { strict: false, validateFormats: false, addUsedSchema: false, validateSchema: false, logger: false } as const;

function createCompiler(): Ajv {
  const anyText = Object.assign(() => ({ test: () => true }), { code: 'undefined' });
  // Optimizing the code takes longer than it saves in the few runs of each.
  const ajv = new Ajv({ ...options, meta: false, code: { regExp: anyText, optimize: false } });
  ajv.removeKeyword('uniqueItems');
  return ajv;
}

/** A rule that is not run counts as kept, which is wrong where keeping it refuses or chooses. */
function isCheckable(text: string): boolean {
  if (text.includes('"patternProperties":') || text.split('"$ref":').length > maximumReferences) return false;
  const leavesOut = text.includes('"pattern":"') || text.includes('"uniqueItems":true') || text.includes('"format":"');
  return !leavesOut || !/"(?:not|oneOf|if|contains)":/.test(text);
}

function compile(schema: Schema, ajv: Ajv): ValidateFunction | null {
  const own = withoutIdentity(schema);
  try {
    return ajv.compile(own);
  } catch {
    // It refers to a schema that is elsewhere.
    return null;
  } finally {
    ajv.removeSchema(own);
  }
}

/** Both would be looked up and kept by name among the schemas of all tools. */
function withoutIdentity({ $schema: _schema, $id: _id, ...schema }: Schema): Schema {
  return schema;
}

function matches(validate: ValidateFunction, value: object): boolean {
  try {
    return validate(value);
  } catch {
    // A schema that refers to itself without end overflows the stack.
    return true;
  }
}

function ruleOf({ errors }: ValidateFunction, schema: Schema): string {
  const error = errors?.[0];
  const missing: unknown = error?.params['missingProperty'];
  const declared = schema['properties'];
  // Only a name that the record has as a key: others are values, and may be anything.
  const isKey = typeof missing === 'string' && missing.length <= 100 && isRecord(declared) && Object.hasOwn(declared, missing);
  return `"${error?.keyword ?? 'false schema'}"${isKey ? ` (${missing})` : ''}`;
}
