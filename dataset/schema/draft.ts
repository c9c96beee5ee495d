/** A record read into messages, before the rules across them are judged: with the way back to the places of the line. */

import type { Message } from '../example.js';
import type { JsonRecord } from './record-schema.js';
import type { DeclaredTools } from './tool-definitions.js';

export interface Draft {
  readonly messages: readonly Message[];
  readonly tools: DeclaredTools | null;
  readonly origin: Origin;
}

/** Messages come from texts first, then from lists, in this order. */
export interface Origin {
  readonly record: JsonRecord;
  /** Keys whose text became a message. */
  readonly texts: readonly string[];
  /** Keys of lists of messages. */
  readonly lists: readonly string[];
}

export type Path = readonly (string | number)[];

/** Of a message in the line. */
export function pathOf({ record, texts, lists }: Origin, index: number): Path {
  const text = texts[index];
  if (text !== undefined) return [text];
  let place = index - texts.length;
  for (const key of lists) {
    const { length } = record[key] as readonly unknown[];
    if (place < length) return [key, place];
    place -= length;
  }
  return lists.slice(0, 1);
}

/** Of the content of a message. */
export function contentPathOf(origin: Origin, index: number): Path {
  return inMessage(origin, index, ['content']);
}

/** Of a tool call of a message; a turn of ShareGPT has them inside its text. */
export function callPathOf(origin: Origin, index: number, call: number): Path {
  return inMessage(origin, index, ['tool_calls', call]);
}

function inMessage(origin: Origin, index: number, field: Path): Path {
  const path = pathOf(origin, index);
  const [key, place] = path;
  if (key === undefined || place === undefined) return path;
  const raw = (origin.record[key] as readonly JsonRecord[])[Number(place)];
  return [...path, ...(typeof raw?.['from'] === 'string' ? ['value'] : field)];
}
