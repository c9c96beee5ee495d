/** The bytes of one S3 object: pinned to one state of it, resumed when the connection is cut, and compared with our own SHA-256 every time. */

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { ExplainedError } from '../domain/explained-error.js';
import { isConditionNotMet, isNotThere } from './s3-answers.js';
import { tellS3 } from './s3-errors.js';
import { etagOf } from './s3-head.js';
import { sha256Of, skipOf } from './s3-metadata.js';
import type { S3Place } from './s3-place.js';
import { ObjectCorruptError, StoreUnreachableError } from './store-errors.js';

/** In a row without a single byte. Each has the SDK's own attempts before it is counted. */
const mostFailures = 5;
const resumeMilliseconds = 200;

/** The object was replaced between two ranges of one read: what was read so far is of no use. */
export class StateChangedError extends Error {
  override readonly name = 'StateChangedError';
}

export interface OpenObject {
  readonly etag: string;
  /** To be read once. Throws ObjectCorruptError after the last byte: nothing of it may be used before it has ended. */
  content(): AsyncGenerator<Buffer>;
}

/** Undefined when there is none. The connection is open until `content` was read. */
export async function openObject(place: S3Place, key: string): Promise<OpenObject | undefined> {
  let first: GetObjectCommandOutput;
  try {
    first = await get(place, key);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
  const { ETag, Metadata } = first;
  try {
    const etag = etagOf(key, ETag);
    const expected = { sha256: sha256Of(key, Metadata), skip: skipOf(Metadata) };
    return { etag, content: () => verified(key, expected, resumed({ place, key, etag, first })) };
  } catch (error) {
    if (first.Body instanceof Readable) first.Body.destroy();
    throw error;
  }
}

interface Pin {
  readonly Range?: string;
  readonly IfMatch?: string;
}

async function get(place: S3Place, key: string, pin: Pin = {}): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({ Bucket: place.bucket, Key: `${place.root}${key}`, ...pin });
  return await tellS3(place, key, () => place.client.send(command));
}

interface Reading {
  readonly place: S3Place;
  readonly key: string;
  readonly etag: string;
  readonly first: GetObjectCommandOutput;
}

/** After a cut it goes on at the first byte that is missing, and only with the same state. */
async function* resumed(reading: Reading): AsyncGenerator<Buffer> {
  const { key, first } = reading;
  const total = first.ContentLength ?? 0;
  let part: GetObjectCommandOutput | undefined = first;
  let at = 0;
  let failures = 0;
  // Also an empty object has an end to be reached: its connection is given back by reading it.
  do {
    try {
      part ??= await rest(reading, at);
      for await (const chunk of bodyOf(key, part)) {
        at += chunk.length;
        failures = 0;
        yield chunk;
      }
      if (at < total) throw new Error(`the answer ended after ${at} of ${total} bytes`);
    } catch (error) {
      failures += 1;
      if (error instanceof StateChangedError || failures > mostFailures) throw cutOff(reading, error);
      part = undefined;
      await delay(Math.random() * resumeMilliseconds * 2 ** failures);
    }
  } while (at < total);
}

function cutOff({ place, key }: Reading, error: unknown): unknown {
  if (error instanceof StateChangedError || error instanceof ExplainedError) return error;
  const why = `the connection was cut ${mostFailures + 1} times in a row while ${key} was read (${String(error)})`;
  const next = 'look at the network between the two; the work can be tried again';
  return new StoreUnreachableError({ what: `cannot use the store ${place.name}`, why, next }, { cause: error });
}

async function rest({ place, key, etag }: Reading, at: number): Promise<GetObjectCommandOutput> {
  try {
    const part = await get(place, key, { Range: `bytes=${at}-`, IfMatch: etag });
    // A server that ignores one of the two would give bytes that do not belong here.
    if (part.ETag !== etag) throw new StateChangedError(`${key} was replaced while it was read`);
    if (part.ContentRange?.startsWith(`bytes ${at}-`) === true) return part;
    throw new Error(`expected bytes from ${at} of ${key}, got ${part.ContentRange ?? 'an answer without a range'}`);
  } catch (error) {
    if (!isConditionNotMet(error) && !isNotThere(error)) throw error;
    throw new StateChangedError(`${key} was replaced while it was read`, { cause: error });
  }
}

function bodyOf(key: string, { Body }: GetObjectCommandOutput): AsyncIterable<Buffer> {
  if (Body instanceof Readable) return Body;
  throw new Error(`Expected the bytes of ${key} as a stream, got none.`);
}

async function* verified(
  key: string,
  { sha256, skip }: { readonly sha256: string; readonly skip: number },
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let before = skip;
  for await (const chunk of chunks) {
    const content = chunk.subarray(Math.min(before, chunk.length));
    before -= chunk.length - content.length;
    hash.update(content);
    if (content.length > 0) yield content;
  }
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw new ObjectCorruptError(
    `Expected ${key} to have SHA-256 ${sha256}, as it was written, found ${found}: it was changed or damaged in the store. Restore it from a backup.`,
  );
}
