/** Conditional writes to S3: who wins, who was faster, and whether an answer that was lost was a success. */

import { hash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { isConditionNotMet, isConflict, isNotThere, isUploadGone } from './s3-answers.js';
import { tellS3 } from './s3-errors.js';
import { etagOf, headOf } from './s3-head.js';
import { metadataOf } from './s3-metadata.js';
import type { S3Place } from './s3-place.js';
import { StoreUnreachableError } from './store-errors.js';

export type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };
export const onlyIfAbsent: Condition = { IfNoneMatch: '*' };

/** A server decides a contest within seconds (SeaweedFS: eight); with these waits a writer stays for about fifteen. */
const mostConflicts = 8;
const conflictMilliseconds = 60;

/**
 * Writes a small object under a condition. The new etag, or undefined when the condition does not hold. With `unique` a line that is no
 * content comes first: an ETag is the MD5 of the bytes, and must change also when the content does not.
 */
export async function putObject(
  place: S3Place,
  key: string,
  { body, condition, unique }: { readonly body: Buffer | string; readonly condition: Condition; readonly unique: boolean },
): Promise<string | undefined> {
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  const write = async (name: string): Promise<string> => {
    const before = unique ? Buffer.from(`${name}\n`) : Buffer.alloc(0);
    const command = new PutObjectCommand({
      Bucket: place.bucket,
      Key: `${place.root}${key}`,
      // A buffer is signed with its digest: what arrives otherwise is refused by the server.
      Body: Buffer.concat([before, content]),
      Metadata: metadataOf({ write: name, sha256: hash('sha256', content), skip: before.length }),
      ...condition,
      ...place.encryption,
    });
    return etagOf(key, (await tellS3(place, key, () => place.client.send(command))).ETag);
  };
  return await writeUnder(place, key, { condition, write });
}

export interface ConditionalWrite {
  readonly condition: Condition;
  /** Gives the etag. `name` is to be left in the object: it tells this write from all others. */
  write(name: string): Promise<string>;
}

/**
 * The etag that `write` gives, or undefined when its condition did not hold. It is called again after a conflict that the server did not
 * decide. After "somebody was faster" the object tells whether that was this very write, in an attempt of the SDK whose answer was lost.
 */
export async function writeUnder(place: S3Place, key: string, { condition, write }: ConditionalWrite): Promise<string | undefined> {
  const name = randomUUID();
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      return await write(name);
    } catch (error) {
      const isUndecided = isConflict(error) || isUploadGone(error);
      if (!isUndecided && !isConditionNotMet(error) && !isNotThere(error)) throw error;
      const found = await headOf(place, key);
      if (found?.write === name) return found.etag;
      // What kept this writer from creating it is not there: removed meanwhile, or the server takes a removed object for one that is there.
      const isPhantom = found === undefined && condition === onlyIfAbsent;
      if (!isUndecided && !isPhantom) return undefined;
      if (conflicts === mostConflicts) throw undecided(place, key, error);
      await delay(Math.random() * conflictMilliseconds * 2 ** conflicts);
    }
  }
}

function undecided(place: S3Place, key: string, cause: unknown): StoreUnreachableError {
  const why = `it says that ${key} is there or being written, and it does not come to be there`;
  const next =
    'try again; if it stays so, choose another key where others lie below this one, and a bucket without versioning on versitygw, which takes a removed object for one that is there';
  return new StoreUnreachableError({ what: `cannot write to the store ${place.name}`, why, next }, { cause });
}
