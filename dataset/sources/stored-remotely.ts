/** The bytes of an object in S3, as it was when it was found: another state of it is never read. */

import type { SourceObject, SourceStore } from '../../platform/ports.js';
import type { StoredFile } from './stored-file.js';

export function storedRemotely(store: SourceStore, object: SourceObject): StoredFile {
  return {
    name: object.uri,
    bytes: object.bytes,
    identity: object.pin,
    read: (from, to) => store.read(object, from, to),
    // Every byte was asked for by it.
    pin: async () => object.pin,
  };
}
