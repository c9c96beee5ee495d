import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { withFailureTypes } from '../../activities/failure.js';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import { ObjectCorruptError, StoreRefusedError } from '../../platform/store-errors.js';
import { noSmallDisk, smallDisk } from '../support/small-disk.js';

const failureOf = (work: () => Promise<unknown>, folder?: string): Promise<unknown> =>
  withFailureTypes(work, folder).catch((error: unknown) => error);

describe('failures of activities', () => {
  it('are for good when a library says that no retry helps', async () => {
    const failure = await failureOf(() => Promise.reject(new ArtifactInvalidError('not a GGUF')));
    expect(failure).toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true, message: 'not a GGUF' });
  });

  it('are for good when what lies in the store is not what was written there', async () => {
    const failure = await failureOf(() => Promise.reject(new ObjectCorruptError('expected one digest, found another')));
    expect(failure).toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true, message: 'expected one digest, found another' });
  });

  it('tell what is wrong with the store as a whole, and are retried, because somebody can mend it', async () => {
    const refused = new StoreRefusedError({ what: 'cannot use the store s3://b', why: 'there is no bucket b', next: 'create it' });
    expect(await failureOf(() => Promise.reject(refused))).toMatchObject({
      type: 'StoreRefused',
      nonRetryable: false,
      nextRetryDelay: '5m',
      message: 'cannot use the store s3://b, there is no bucket b; create it; the work is tried again every 5m',
    });
  });

  it('stay as they are when nobody knows them', async () => {
    const error = new Error('the network is away');
    expect(await failureOf(() => Promise.reject(error))).toBe(error);
  });

  it('stay as they are when an adapter has told of the full disk already', async () => {
    const error = Object.assign(new Error('disk full: 3 bytes free'), { name: 'DiskFull', code: 'ENOSPC' });
    expect(await failureOf(() => Promise.reject(error))).toBe(error);
  });

  it('tell of a full disk with its path and what is free, and are retried', async ({ skip }) => {
    const disk = await smallDisk(64 * 1024);
    if (disk === undefined) return skip(noSmallDisk);
    const writing = failureOf(() => writeFile(join(disk, 'large'), Buffer.alloc(2 ** 20)), disk);
    const failure = await writing;
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: 'DiskFull',
      nonRetryable: false,
      message: expect.stringMatching(new RegExp(`^ENOSPC: .*on the disk of ${disk} 0\\.0 of 0\\.1 MiB are free; make room there`)),
    });
  });

  it('name the path where the system does', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, mkdir'), { code: 'ENOSPC', path: '/tmp/not/there' });
    const wrapped = new Error('could not make the folder', { cause: full });
    expect(await failureOf(() => Promise.reject(wrapped), '/')).toMatchObject({
      type: 'DiskFull',
      message: expect.stringMatching(/^could not make the folder; on the disk of \/tmp\/not\/there [\d.]+ of [\d.]+ MiB are free/),
    });
  });
});
