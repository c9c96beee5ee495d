/** Reads the functions that a record declares, and checks calls against them. Datasets repeat a few lists of tools, so each is read once. */

import { canonicalJson } from '../../domain/canonical-json.js';
import type { ToolDefinition } from '../example.js';
import { createArgumentsChecker, keepBounded, type ArgumentsChecker } from './arguments-check.js';
import { readJson } from './json-read.js';
import { maximumListed } from './key-rules.js';
import { isRecord, Problem, typeName } from './problem.js';
import { isMissing } from './record-schema.js';
import { firstIssue, toolsShape } from './shape.js';

export interface DeclaredTools {
  readonly definitions: readonly ToolDefinition[];
}

export interface ToolReader {
  /** Of the value of the key `tools`: a list, or JSON text of one; null where there is none. */
  read(value: unknown): DeclaredTools | null | Problem;
  /** What is wrong with a call, as code and message; undefined where nothing is. */
  check(tools: DeclaredTools, name: string, parameters: object): CallFault | undefined;
}

export type CallFault = { readonly code: 'undeclared-tool' | 'arguments-mismatch'; readonly message: string };

const listsKept = 256;
const longestKept = 64 * 1024;

export function createToolReader(): ToolReader {
  const lists = new Map<string, DeclaredTools | Problem>();
  const checker = createArgumentsChecker();
  return {
    read: (value) => {
      if (isMissing(value) || (Array.isArray(value) && value.length === 0)) return null;
      const text = typeof value === 'string' ? `text ${value}` : JSON.stringify(value);
      const kept = lists.get(text);
      if (kept !== undefined) return kept;
      const tools = toolsOf(value, checker);
      if (text.length <= longestKept) keepBounded(lists, text, { value: tools, limit: listsKept });
      return tools;
    },
    check: ({ definitions }, name, value) => {
      const tool = definitions.find((definition) => definition.function.name === name);
      if (tool === undefined)
        return { code: 'undeclared-tool', message: 'expected the name of a declared tool; declare it in tools or correct it' };
      const { parameters } = tool.function;
      const rule = parameters === undefined ? null : checker.breach(parameters, value);
      if (rule === null) return undefined;
      const message = `expected arguments that match the parameters of the tool, found a breach of ${rule}; correct the arguments or the tool`;
      return { code: 'arguments-mismatch', message };
    },
  };
}

function toolsOf(value: unknown, checker: ArgumentsChecker): DeclaredTools | Problem {
  const list = typeof value === 'string' ? readJson(value) : value;
  if (list instanceof Problem)
    return new Problem('invalid-tools', ['tools'], `expected JSON of a list of tools, found text that is none (${list.code})`);
  if (!Array.isArray(list)) return new Problem('invalid-tools', ['tools'], `expected a list of tools, found ${typeName(list)}`);
  if (list.length > maximumListed)
    return new Problem('invalid-tools', ['tools'], `expected at most ${maximumListed} tools, found more; leave some out`);
  const tools = list.map(wrapped);
  const parsed = toolsShape.safeParse(tools);
  if (!parsed.success) {
    const { path, message } = firstIssue(parsed.error, tools);
    const index = Number(path[0]);
    // A bare function has no such place in the line.
    const place = tools[index] === list[index] ? path : [index];
    return new Problem('invalid-tools', typeof value === 'string' ? ['tools'] : ['tools', ...place], message);
  }
  const definitions = parsed.data.map((tool) => definitionOf(tool.function));
  const names = new Set(definitions.map((definition) => definition.function.name));
  if (names.size < definitions.length)
    return new Problem('invalid-tools', ['tools'], 'expected every tool once, found two of one name; leave one out');
  if (JSON.stringify(definitions) !== canonicalJson(definitions))
    return new Problem(
      'invalid-tools',
      ['tools'],
      'expected names of parameters, found some that are numbers and cannot be put in order; rename them',
    );
  const bad = definitions.findIndex(({ function: { parameters } }) => parameters !== undefined && !checker.isSchema(parameters));
  if (bad !== -1)
    return new Problem(
      'invalid-tool-schema',
      typeof value === 'string' ? ['tools'] : ['tools', bad],
      'expected parameters as JSON Schema (draft 7); correct them',
    );
  return { definitions };
}

/** ShareGPT's tools are bare functions. */
function wrapped(tool: unknown): unknown {
  return isRecord(tool) && tool['function'] === undefined && tool['name'] !== undefined ? { type: 'function', function: tool } : tool;
}

interface RawFunction {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
  readonly strict?: boolean | null | undefined;
}

function definitionOf({ name, description, parameters, strict }: RawFunction): ToolDefinition {
  return {
    function: {
      ...(isMissing(description) ? {} : { description: description as string }),
      name,
      ...(isMissing(parameters) ? {} : { parameters: sorted(parameters) as Readonly<Record<string, unknown>> }),
      ...(isMissing(strict) ? {} : { strict: strict as boolean }),
    },
    type: 'function',
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
