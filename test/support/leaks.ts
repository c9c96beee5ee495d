/**
 * Looks for texts that must not be somewhere: in Temporal's histories, in logs and other files, in what metrics endpoints answer, in the
 * objects of a store. A search that finds nothing proves something only if it looked: each place counts what it has read.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { ObjectStore } from '../../platform/ports.js';

/** What must stay where it is, and its name in a failure: the text itself would be one more leak. */
export interface Seed {
  readonly name: string;
  readonly text: string;
}

/** Something that is read: where, and its bytes. */
export interface Reading {
  readonly where: string;
  readonly bytes: Buffer;
}

export interface Search {
  /** How many were read. */
  readonly looked: number;
  /** `where: name of the seed`, each once. */
  readonly leaks: readonly string[];
}

/** Finds a seed as it is, within JSON, within an address, and in Base64 wherever it begins. */
export async function searchFor(seeds: readonly Seed[], readings: AsyncIterable<Reading>): Promise<Search> {
  const forms = seeds.flatMap(({ name, text }) => formsOf(text).map((form) => ({ name, form })));
  const leaks = new Set<string>();
  let looked = 0;
  for await (const { where, bytes } of readings) {
    looked += 1;
    for (const { name, form } of forms) if (bytes.includes(form)) leaks.add(`${where}: ${name}`);
  }
  return { looked, leaks: [...leaks] };
}

/** Every workflow that the server knows, closed ones too: its history with payloads decoded, and what activities told in heartbeats. */
export async function* historiesOf(client: Client): AsyncGenerator<Reading> {
  for await (const { workflowId, runId } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const [history, { raw }] = await Promise.all([handle.fetchHistory(), handle.describe()]);
    yield { where: `history of ${workflowId}`, bytes: Buffer.concat([...bytesIn(history), ...bytesIn(raw)]) };
  }
}

/** Every file below the folder but those with this ending. */
export async function* filesIn(folder: string, except = '.gguf'): AsyncGenerator<Reading> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile() && !each.name.endsWith(except))) {
    const path = join(entry.parentPath, entry.name);
    yield { where: path, bytes: await readFile(path) };
  }
}

export async function* answersOf(urls: readonly string[]): AsyncGenerator<Reading> {
  for (const url of urls) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`expected an answer from ${url}, got HTTP ${response.status}`);
    yield { where: url, bytes: Buffer.from(await response.arrayBuffer()) };
  }
}

/** Every object but those of `except`. Keys are read with what they name. */
export async function* objectsOf(store: ObjectStore, except: ReadonlySet<string> = new Set()): AsyncGenerator<Reading> {
  for (const key of await store.list('')) {
    if (except.has(key)) continue;
    const stored = await store.read(key);
    if (stored !== undefined) yield { where: key, bytes: Buffer.concat([Buffer.from(`${key}\n`), stored.body]) };
  }
}

/** Shorter ones are everywhere. */
const shortestText = 8;

function formsOf(text: string): Buffer[] {
  if (text.length < shortestText) throw new Error(`expected seeds of at least ${shortestText} characters, got one of ${text.length}`);
  const plain = new Set([text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]);
  return [...[...plain].map((form) => Buffer.from(form)), ...base64Of(text)];
}

/** Three bytes are four characters: the text may begin at any of three places. Characters that its neighbours change are left out. */
function base64Of(text: string): Buffer[] {
  return [0, 1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
    return Buffer.from(shift === 0 ? whole : whole.slice(4));
  });
}

/** Texts and payloads of a message of Temporal, each followed by a line break, so that two of them make no third. */
function bytesIn(value: unknown): Buffer[] {
  if (typeof value === 'string') return [Buffer.from(`${value}\n`)];
  if (value instanceof Uint8Array) return [Buffer.from(value), Buffer.from('\n')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [Buffer.from(`${key}\n`), ...bytesIn(member)]);
}
