/**
 * The object store on S3, for what AWS, SeaweedFS and versitygw have in common: conditional puts, ranges, parts and user metadata. No
 * object versions, no conditional copies, no lifecycle rules.
 */

import { DeleteObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { checkKey, checkPrefix } from './object-key.js';
import type { ObjectStore } from './ports.js';
import { isNotThere } from './s3-answers.js';
import { tellS3 } from './s3-errors.js';
import { headOf } from './s3-head.js';
import type { S3Place } from './s3-place.js';
import { readObject, readObjectToFile } from './s3-read.js';
import { createUploadSweeper } from './s3-sweep.js';
import { uploadFile } from './s3-upload.js';
import { onlyIfAbsent, putObject } from './s3-write.js';

/**
 * Etags are the server's. Every read compares our own SHA-256 and throws ObjectCorruptError where it differs. What is wrong with the
 * store as a whole is StoreRefusedError or StoreUnreachableError.
 *
 * An answer that is lost is never taken for a defeat: `create` and `swap` know their own object when they find it. Only who is replaced
 * by a third before it can look is told that somebody was faster; callers find their own trace in what they then read.
 */
export function createS3ObjectStore(place: S3Place): ObjectStore {
  const sweep = createUploadSweeper(place);
  return {
    read: async (key) => {
      checkKey(key);
      return await readObject(place, key);
    },
    create: async (key, body) => {
      checkKey(key);
      return (await putObject(place, key, { body, condition: onlyIfAbsent, unique: false })) !== undefined;
    },
    swap: async (key, etag, body) => {
      checkKey(key);
      return await putObject(place, key, { body, condition: etag === null ? onlyIfAbsent : { IfMatch: checkEtag(etag) }, unique: true });
    },
    createFromFile: async (key, path) => {
      checkKey(key);
      await sweep();
      return await uploadFile(place, key, path);
    },
    readToFile: async (key, path) => {
      checkKey(key);
      await readObjectToFile(place, key, path);
    },
    list: async (prefix) => {
      checkPrefix(prefix);
      return await listKeys(place, prefix);
    },
    stat: async (key) => {
      checkKey(key);
      const head = await headOf(place, key);
      return head === undefined ? undefined : { bytes: head.bytes, modifiedAt: head.modifiedAt };
    },
    remove: async (key) => {
      checkKey(key);
      await removeObject(place, key);
    },
  };
}

async function listKeys(place: S3Place, prefix: string): Promise<string[]> {
  return await tellS3(place, null, async () => {
    const keys: string[] = [];
    for await (const { Contents } of paginateListObjectsV2(
      { client: place.client },
      { Bucket: place.bucket, Prefix: `${place.root}${prefix}` },
    )) {
      for (const { Key } of Contents ?? []) {
        // Consoles show folders by empty objects of that name.
        if (Key !== undefined && !Key.endsWith('/')) keys.push(Key.slice(place.root.length));
      }
    }
    return keys.toSorted();
  });
}

async function removeObject(place: S3Place, key: string): Promise<void> {
  try {
    await tellS3(place, key, () => place.client.send(new DeleteObjectCommand({ Bucket: place.bucket, Key: `${place.root}${key}` })));
  } catch (error) {
    if (!isNotThere(error)) throw error;
  }
}

function checkEtag(etag: string): string {
  if (!/^(W\/)?"[^"]+"$/.test(etag)) throw new Error(`Expected an etag that read or swap returned, got ${JSON.stringify(etag)}.`);
  return etag;
}
