/** What each object carries about itself, in the user metadata of S3: written and read here only. */

import { ObjectCorruptError } from './store-errors.js';

export interface WriteMark {
  /** Names one write, so that a writer whose answer was lost knows its own object. */
  readonly write: string;
  /** Of the content, in hex. */
  readonly sha256: string;
  /** Bytes before the content that are none of it. */
  readonly skip: number;
}

type Metadata = Readonly<Record<string, string>> | undefined;

const names = { sha256: 'slipway-sha256', write: 'slipway-write', skip: 'slipway-skip' } as const;

export function metadataOf({ write, sha256, skip }: WriteMark): Record<string, string> {
  return { [names.write]: write, [names.sha256]: sha256, ...(skip === 0 ? {} : { [names.skip]: String(skip) }) };
}

/** Undefined for what something else has put there. */
export function writeOf(metadata: Metadata): string | undefined {
  return metadata?.[names.write];
}

export function skipOf(metadata: Metadata): number {
  const skip = Number(metadata?.[names.skip] ?? 0);
  return Number.isSafeInteger(skip) && skip > 0 ? skip : 0;
}

/** Throws ObjectCorruptError where there is none: what cannot be compared is not trusted. */
export function sha256Of(key: string, metadata: Metadata): string {
  const sha256 = metadata?.[names.sha256];
  if (sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256)) return sha256;
  throw new ObjectCorruptError(
    `Expected ${key} to carry its SHA-256 as x-amz-meta-${names.sha256}, found ${sha256 ?? 'none'}: something other than Slipway wrote it. Copy it again together with its metadata, or restore it from a backup.`,
  );
}
