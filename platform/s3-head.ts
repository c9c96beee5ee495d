/** What an object says of itself without its bytes. */

import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { StoredStat } from './ports.js';
import { isNotThere } from './s3-answers.js';
import { tellS3 } from './s3-errors.js';
import { skipOf, writeOf } from './s3-metadata.js';
import type { S3Place } from './s3-place.js';

export interface HeadOfObject extends StoredStat {
  readonly etag: string;
  /** The write that it comes from; undefined for what something else has put there. */
  readonly write: string | undefined;
}

/** Undefined when there is none. */
export async function headOf(place: S3Place, key: string): Promise<HeadOfObject | undefined> {
  try {
    const { ContentLength, ETag, LastModified, Metadata } = await tellS3(place, key, () =>
      place.client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: `${place.root}${key}` })),
    );
    if (ContentLength === undefined || LastModified === undefined) {
      throw new Error(`Expected the server to answer with size and time of ${key}, got neither or one.`);
    }
    return {
      bytes: ContentLength - skipOf(Metadata),
      modifiedAt: LastModified.toISOString(),
      etag: etagOf(key, ETag),
      write: writeOf(Metadata),
    };
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** A compare-and-set needs one: a server without is none for us. */
export function etagOf(key: string, etag: string | undefined): string {
  if (etag === undefined || etag === '') throw new Error(`Expected the server to answer with an ETag for ${key}, got none.`);
  return etag;
}
