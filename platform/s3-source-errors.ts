/** What S3 servers say about a source that somebody named: told about the source, where the errors of the store speak of the store. */

import type { ExplainedError, Explanation } from '../domain/explained-error.js';
import { isNotThere, nameOf, statusOf } from './s3-answers.js';
import { tellS3 } from './s3-errors.js';
import type { S3Place } from './s3-place.js';
import { StoreRefusedError } from './store-errors.js';

/**
 * Runs one exchange about `uri`. Nothing there and no permission are StoreRefusedError in words for people; a server that is away is
 * StoreUnreachableError. A condition that is not met is thrown as the SDK has it.
 */
export async function tellSource<T>(place: S3Place, uri: string, exchange: () => Promise<T>): Promise<T> {
  try {
    return await exchange();
  } catch (error) {
    const known = explained(uri, error);
    if (known !== undefined) throw known;
    return await tellS3(place, null, () => Promise.reject(error));
  }
}

function explained(uri: string, error: unknown): ExplainedError | undefined {
  const what = `cannot read ${uri}`;
  if (nameOf(error) === 'NoSuchBucket') {
    return refused(error, { what, why: 'there is no such bucket', next: 'check the address, and the endpoint in AWS_ENDPOINT_URL_S3' });
  }
  if (isNotThere(error)) {
    const why = 'there is no such object, or no such bucket';
    return refused(error, { what, why, next: 'check the address; a folder is named with a slash at its end' });
  }
  if (statusOf(error) === 301) {
    return refused(error, { what, why: 'the bucket is in another region', next: 'set AWS_REGION to the region of the bucket' });
  }
  // What has a name of its own, such as a wrong key, is told by the store's errors.
  if (statusOf(error) === 403 && ['AccessDenied', 'Forbidden', '403', 'Unknown', 'UnknownError'].includes(nameOf(error))) {
    const why = 'these credentials may not read it, or it is not there';
    const next = 'give them s3:GetObject on it (a folder or pattern needs s3:ListBucket too), or set others';
    return refused(error, { what, why, next });
  }
  return undefined;
}

function refused(cause: unknown, explanation: Explanation): StoreRefusedError {
  return new StoreRefusedError(explanation, { cause });
}
