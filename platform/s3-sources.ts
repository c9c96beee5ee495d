/** Files of examples in S3: found, pinned and read. Of any bucket, because each source names its own; the store's adapter has one. */

import { HeadObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { SourceObject, SourceStore } from './ports.js';
import { s3PlaceOf, type S3Place } from './s3-place.js';
import type { S3Settings } from './s3-settings.js';
import { tellSource } from './s3-source-errors.js';
import { readSource } from './s3-source-read.js';
import { StoreRefusedError } from './store-errors.js';

/** Objects that are asked for their version at once. */
const headsAtOnce = 16;

/** Endpoint, region and credentials by the SDK's own rules, read at the first call. Throws StoreRefusedError, StoreUnreachableError and SourceChangedError. */
export function createS3SourceStore(settings: S3Settings): SourceStore {
  const places = new Map<string, Promise<S3Place>>();
  const placeOf = async (bucket: string): Promise<S3Place> => {
    const place = places.get(bucket) ?? s3PlaceOf({ location: `s3://${bucket}`, below: '', settings });
    places.set(bucket, place);
    return await place;
  };
  return {
    list: async (uri) => {
      const { bucket, key } = partsOf(uri);
      const place = await placeOf(bucket);
      if (key !== '' && !key.endsWith('/') && !key.includes('*')) return [await objectOf(place, key)];
      const keys = await keysOf(place, uri, key);
      const objects: SourceObject[] = [];
      for (let at = 0; at < keys.length; at += headsAtOnce) {
        objects.push(...(await Promise.all(keys.slice(at, at + headsAtOnce).map((found) => objectOf(place, found)))));
      }
      return objects;
    },
    read: async function* (object, from, to = object.bytes) {
      const { bucket, key } = partsOf(object.uri);
      yield* readSource(await placeOf(bucket), key, { object, from, to: Math.min(to, object.bytes) });
    },
  };
}

function partsOf(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ''] = /^s3:\/\/([^/*]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (bucket !== undefined) return { bucket, key };
  throw new StoreRefusedError({ what: `cannot read ${uri}`, why: 'it is no address', next: 'name it as s3://bucket/key' });
}

/** By HEAD: a listing does not say which version it is that it lists. */
async function objectOf(place: S3Place, key: string): Promise<SourceObject> {
  const uri = `s3://${place.bucket}/${key}`;
  const head = await tellSource(place, uri, () => place.client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: key })));
  const { ContentLength: bytes, ETag, VersionId } = head;
  // "null" is the version of whatever was written without versions, and goes on to be replaced.
  const pin = VersionId === undefined || VersionId === '' || VersionId === 'null' ? ETag : VersionId;
  if (bytes === undefined || pin === undefined)
    throw new Error(`Expected the server to answer with size and ETag of ${uri}, got neither or one.`);
  return { uri, bytes, pin };
}

/** Keys in a folder, or of a pattern, sorted; without those of its folders, and without names that begin with a dot. */
async function keysOf(place: S3Place, uri: string, wanted: string): Promise<string[]> {
  const folder = wanted.slice(0, wanted.lastIndexOf('/') + 1);
  const pattern = wanted.slice(folder.length);
  const what = `cannot read ${uri}`;
  if (folder.includes('*')) {
    throw new StoreRefusedError({ what, why: 'it has "*" before its last part', next: 'name each folder as a source of its own' });
  }
  const matches = matcherOf(pattern === '' ? '*' : pattern);
  const keys = await tellSource(place, uri, async () => {
    const found: string[] = [];
    const pages = paginateListObjectsV2(
      { client: place.client },
      { Bucket: place.bucket, Prefix: prefixOf(folder, pattern), Delimiter: '/' },
    );
    for await (const { Contents } of pages) {
      for (const { Key = '' } of Contents ?? []) {
        const name = Key.slice(folder.length);
        // Consoles show folders by empty objects of that name.
        if (name !== '' && !name.endsWith('/') && !name.startsWith('.') && matches(name)) found.push(Key);
      }
    }
    return found.toSorted();
  });
  if (keys.length > 0) return keys;
  throw new StoreRefusedError({ what, why: 'there are no objects', next: 'check the address; objects of its folders are not read' });
}

/** As far as the pattern says nothing open: the server then lists less. */
function prefixOf(folder: string, pattern: string): string {
  return folder + pattern.slice(0, Math.max(0, pattern.indexOf('*')));
}

function matcherOf(pattern: string): (name: string) => boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(`^${escaped.join('.*')}$`, 's');
  return (name) => expression.test(name);
}
