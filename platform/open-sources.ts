/** Files of examples in S3, for processes that may never read one: the SDK is loaded with the first. */

import type { SourceStore } from './ports.js';
import type { S3Settings } from './s3-settings.js';

/** Makes no request. Throws as `createS3SourceStore` does. */
export function openSources(settings: S3Settings): SourceStore {
  let opened: Promise<SourceStore> | undefined;
  const sources = (): Promise<SourceStore> => (opened ??= open(settings));
  return {
    list: async (uri) => await (await sources()).list(uri),
    read: async function* (...place) {
      yield* (await sources()).read(...place);
    },
  };
}

async function open(settings: S3Settings): Promise<SourceStore> {
  const { createS3SourceStore } = await import('./s3-sources.js');
  return createS3SourceStore(settings);
}
