/** The bytes of one S3 object of examples: in ranges, all of the pinned state, each taken up again where its connection broke. */

import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { ExplainedError } from '../domain/explained-error.js';
import { SourceChangedError, type SourceObject } from './ports.js';
import { isConditionNotMet, nameOf, statusOf } from './s3-answers.js';
import type { S3Place } from './s3-place.js';
import { tellSource } from './s3-source-errors.js';
import { StoreUnreachableError } from './store-errors.js';

const mebibyte = 2 ** 20;
/** Two are in memory: the one that is worked on, and the next, which comes meanwhile. No connection waits for whoever works slowly. */
const rangeBytes = 8 * mebibyte;
/** In a row without a single byte. Each has the SDK's own attempts before it is counted. */
const mostFailures = 5;
const resumeMilliseconds = 200;

export interface SourceRange {
  readonly object: SourceObject;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export async function* readSource(place: S3Place, key: string, { object, from, to }: SourceRange): AsyncGenerator<Buffer> {
  let stop = new AbortController();
  const fetch = (at: number): Promise<Buffer> => {
    stop = new AbortController();
    const range = fetchRange({ place, key, object, signal: stop.signal }, at, Math.min(at + rangeBytes, to));
    // Of a range that nobody comes to want nobody hears.
    range.catch(() => undefined);
    return range;
  };
  try {
    let next = from < to ? fetch(from) : undefined;
    for (let at = from; next !== undefined;) {
      const range: Buffer = await next;
      at += range.length;
      next = at < to ? fetch(at) : undefined;
      for (let start = 0; start < range.length; start += mebibyte) yield range.subarray(start, start + mebibyte);
    }
  } finally {
    stop.abort();
  }
}

interface Fetching {
  readonly place: S3Place;
  readonly key: string;
  readonly object: SourceObject;
  readonly signal: AbortSignal;
}

async function fetchRange(fetching: Fetching, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(to - from);
  let filled = 0;
  for (let failures = 0; filled < bytes.length;) {
    const before = filled;
    try {
      for await (const chunk of await bodyOf(fetching, from + filled, to)) filled += chunk.copy(bytes, filled);
      if (filled < bytes.length) throw new Error(`the answer ended after ${filled} of ${bytes.length} bytes`);
    } catch (error) {
      if (error instanceof SourceChangedError || error instanceof ExplainedError || fetching.signal.aborted) throw error;
      failures = filled > before ? 1 : failures + 1;
      if (failures > mostFailures) throw cutOff(fetching.object, error);
      // Jitter: many readers that lost one server must not come back at once.
      await delay(Math.random() * resumeMilliseconds * 2 ** failures, undefined, { signal: fetching.signal });
    }
  }
  return bytes;
}

async function bodyOf({ place, key, object, signal }: Fetching, from: number, to: number): Promise<AsyncIterable<Buffer>> {
  const condition = isEtag(object.pin) ? { IfMatch: object.pin } : { VersionId: object.pin };
  const command = new GetObjectCommand({ Bucket: place.bucket, Key: key, Range: `bytes=${from}-${to - 1}`, ...condition });
  const part = await tellSource(place, object.uri, async () => {
    try {
      return await place.client.send(command, { abortSignal: signal });
    } catch (error) {
      if (isGone(error)) throw changed(object, error);
      throw error;
    }
  });
  // A server that ignores one of the two would give bytes that do not belong here.
  refuseOther(part, object, from);
  if (part.Body instanceof Readable) return part.Body;
  throw new Error(`Expected the bytes of ${object.uri} as a stream, got none.`);
}

function refuseOther({ ETag, VersionId, ContentRange, Body }: GetObjectCommandOutput, object: SourceObject, from: number): void {
  const isPinned = (isEtag(object.pin) ? ETag : VersionId) === object.pin;
  if (isPinned && ContentRange?.startsWith(`bytes ${from}-`) === true) return;
  if (Body instanceof Readable) Body.destroy();
  if (!isPinned) throw changed(object);
  throw new Error(`expected bytes from ${from} of ${object.uri}, got ${ContentRange ?? 'an answer without a range'}`);
}

/** Replaced, removed, or shorter than it was. */
function isGone(error: unknown): boolean {
  return isConditionNotMet(error) || ['NoSuchKey', 'NoSuchVersion', 'InvalidRange'].includes(nameOf(error)) || statusOf(error) === 416;
}

function changed({ uri, pin }: SourceObject, cause?: unknown): SourceChangedError {
  const message = `Expected ${uri} to be as it was found (${pin}), it was replaced or removed since. Start again, with the new one or without it.`;
  return new SourceChangedError(message, { cause });
}

function cutOff({ uri }: SourceObject, cause: unknown): StoreUnreachableError {
  const why = `the connection was cut ${mostFailures + 1} times in a row (${String(cause)})`;
  const next = 'look at the network between the two; the work can be tried again';
  return new StoreUnreachableError({ what: `cannot read ${uri}`, why, next }, { cause });
}

/** ETags are quoted, versions never. */
function isEtag(pin: string): boolean {
  return /^(W\/)?"/.test(pin);
}
