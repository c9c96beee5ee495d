/** Files into S3, of any size with the same memory: in parts, and there as a whole or not at all. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import { tellS3 } from './s3-errors.js';
import { etagOf, headOf } from './s3-head.js';
import { metadataOf } from './s3-metadata.js';
import type { S3Place } from './s3-place.js';
import { onlyIfAbsent, writeUnder } from './s3-write.js';

const mebibyte = 2 ** 20;
/** Half the parts that S3 allows, each at least 16 MiB: four at a time are 64 MiB of memory and keep a fast line busy. */
const mostParts = 5_000;
const leastPartBytes = 16 * mebibyte;
const partsAtOnce = 4;

/** As the port's `createFromFile`. An upload that fails is aborted; what a killed process leaves is swept (`s3-sweep.ts`). */
export async function uploadFile(place: S3Place, key: string, path: string): Promise<boolean> {
  const { size } = await stat(path);
  // Artifacts have their digest in their key: most that are there already are these very bytes, and gigabytes need not be sent.
  if ((await headOf(place, key)) !== undefined) return false;
  const sha256 = await sha256Of(path);
  const write = async (name: string): Promise<string> => {
    const upload = new Upload({
      client: place.client,
      partSize: Math.max(leastPartBytes, Math.ceil(size / mostParts)),
      queueSize: partsAtOnce,
      params: {
        Bucket: place.bucket,
        Key: `${place.root}${key}`,
        Body: Readable.from(unchanged(path, sha256)),
        Metadata: metadataOf({ write: name, sha256, skip: 0 }),
        // Goes with a single put, and otherwise with the command that makes an object of the parts.
        ...onlyIfAbsent,
        ...place.encryption,
      },
    });
    return etagOf(key, (await tellS3(place, key, () => upload.done())).ETag);
  };
  return (await writeUnder(place, key, { condition: onlyIfAbsent, write })) !== undefined;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The digest is sent before the bytes. Fails at the end of a file that was written to meanwhile, and with it the upload. */
async function* unchanged(path: string, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: mebibyte })) {
    hash.update(chunk as Buffer);
    yield chunk as Buffer;
  }
  if (hash.digest('hex') !== sha256)
    throw new Error(`Expected ${path} to rest while it is stored, found it changed. Write it elsewhere and store it when it is complete.`);
}
