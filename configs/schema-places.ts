/** What the exported schema says of one place in a pipeline file. The schema is the only list of keys there is, so that no second one can drift. */

import { pipelineSpec } from './spec.js';

interface JsonSchema {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

export interface Place {
  readonly keys: readonly string[];
  /** As an editor shows it; empty where there is none. */
  readonly description: string;
}

/** `value` is the whole file: the kind of a gate or monitor decides which keys it may have. */
export function placeAt(path: readonly PropertyKey[], value: unknown): Place {
  let here = value;
  let nodes = alternatives(pipelineSpec.toJSONSchema({ io: 'input', target: 'draft-07' }) as JsonSchema, here);
  for (const part of path) {
    here = typeof here === 'object' && here !== null ? Reflect.get(here, part) : undefined;
    nodes = nodes.flatMap((node) => alternatives(typeof part === 'number' ? node.items : ownProperty(node, String(part)), here));
  }
  const described = nodes.find((node) => node.description !== undefined);
  return { keys: [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))], description: described?.description ?? '' };
}

function ownProperty({ properties = {} }: JsonSchema, key: string): JsonSchema | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

/** The node and what it may be; of entries told apart by their kind the one that the file names, and all where it names none of them. */
function alternatives(node: JsonSchema | undefined, value: unknown): JsonSchema[] {
  if (node === undefined) return [];
  const members = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  const kind: unknown = typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, 'kind')?.value : undefined;
  const named = members.filter((member) => member.properties?.['kind']?.const === kind);
  return [node, ...(kind === undefined || named.length === 0 ? members : named).flatMap((member) => alternatives(member, value))];
}
