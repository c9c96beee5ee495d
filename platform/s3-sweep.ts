/** Clears away the parts of uploads that killed processes left: nobody else would, on servers without lifecycle rules. */

import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { S3Place } from './s3-place.js';

/** No upload of one file goes on for so long, also over a slow line. */
const abandonedMilliseconds = 2 * 24 * 3_600_000;
const pauseMilliseconds = 3_600_000;

/** To be called before each upload: looks at the first call and then at most once an hour. Never rejects; who may not look does not sweep. */
export function createUploadSweeper(place: S3Place): () => Promise<void> {
  let sweptAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - sweptAt < pauseMilliseconds) return;
    sweptAt = performance.now();
    await sweep(place).catch(() => undefined);
  };
}

async function sweep({ client, bucket: Bucket, root }: S3Place): Promise<void> {
  // One page of a thousand: the rest comes with the next hours.
  const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: root }));
  for (const { Key, UploadId, Initiated } of Uploads ?? []) {
    if (Initiated === undefined || Date.now() - Initiated.getTime() < abandonedMilliseconds) continue;
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }
}
