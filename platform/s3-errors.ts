/** What S3 servers and the way to them say, told so that somebody can act on it. The SDK's own error stays the cause. */

import { ExplainedError, type Explanation } from '../domain/explained-error.js';
import { codeOf, isConditionNotMet, isConflict, isNotThere, isUploadGone, nameOf, statusOf } from './s3-answers.js';
import type { S3Place } from './s3-place.js';
import { StoreRefusedError, StoreUnreachableError } from './store-errors.js';

/**
 * Runs one exchange with the server about `key` (null: about the bucket). What is an answer (not there, condition not met, conflict) is
 * thrown as the SDK has it; what is wrong with the store is thrown as StoreRefusedError or StoreUnreachableError.
 */
export async function tellS3<T>(place: S3Place, key: string | null, exchange: () => Promise<T>): Promise<T> {
  try {
    return await exchange();
  } catch (error) {
    throw told(place, key, error);
  }
}

/** As versitygw has it, where keys are files. */
const keyInKey = ['ObjectParentIsFile', 'ExistingObjectIsDirectory'];

type Reason = Omit<Explanation, 'what'>;

function told(place: S3Place, key: string | null, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ExplainedError) return error;
  if (isConditionNotMet(error) || isConflict(error) || isNotThere(error) || isUploadGone(error)) return error;
  if (keyInKey.includes(nameOf(error))) {
    return new Error(`Expected ${key} to lie in no other key, and no other in it; ${place.name} says otherwise. Choose another key.`, {
      cause: error,
    });
  }
  const what = `cannot use the store ${place.name}`;
  const refusal = refusalOf(place, key, error);
  if (refusal !== undefined) return new StoreRefusedError({ what, ...refusal }, { cause: error });
  const trouble = troubleOf(error);
  if (trouble !== undefined) return new StoreUnreachableError({ what, ...trouble }, { cause: error });
  // Of the file that is uploaded, or a mistake of ours: nothing is wrong with the store.
  return error;
}

const otherStore = 'use a store with conditional writes: AWS S3, SeaweedFS, versitygw 1.8 or newer';
const otherCredentials = 'correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; temporary ones need AWS_SESSION_TOKEN';
const otherRegion = { why: 'the bucket is in another region', next: 'set AWS_REGION to the region of the bucket' };

/** By the name that S3 gives them, or the SDK. */
const refusals: Readonly<Record<string, Reason>> = {
  CredentialsProviderError: { why: 'no credentials were found', next: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE' },
  InvalidAccessKeyId: { why: 'it does not know the access key', next: otherCredentials },
  /** As versitygw has it. */
  XAdminUserNotFound: { why: 'it does not know the access key', next: otherCredentials },
  SignatureDoesNotMatch: { why: 'the secret key is not that of the access key', next: otherCredentials },
  InvalidToken: { why: 'it refuses the session token', next: otherCredentials },
  ExpiredToken: { why: 'the session token has expired', next: otherCredentials },
  RequestTimeTooSkewed: { why: "its clock and this machine's are too far apart", next: 'set both by NTP (here: timedatectl set-ntp true)' },
  PermanentRedirect: otherRegion,
  AuthorizationHeaderMalformed: otherRegion,
  NotImplemented: { why: 'it does not know what is asked of it', next: otherStore },
  MethodNotAllowed: { why: 'it does not know what is asked of it', next: otherStore },
};

const tlsTrouble = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH$)/;

function refusalOf({ bucket }: S3Place, key: string | null, error: Error): Reason | undefined {
  const name = nameOf(error);
  if (Object.hasOwn(refusals, name)) return refusals[name];
  if (name === 'NoSuchBucket') {
    return { why: `there is no bucket ${bucket}`, next: 'create it, or correct SLIPWAY_STORE or the endpoint in AWS_ENDPOINT_URL_S3' };
  }
  const code = codeOf(error);
  if (code !== undefined && tlsTrouble.test(code)) {
    const next = 'correct http or https in AWS_ENDPOINT_URL_S3; for an authority of your own set NODE_EXTRA_CA_CERTS to its certificate';
    return { why: `TLS does not work with it (${code})`, next };
  }
  const status = statusOf(error);
  if (status === 403) {
    const why = `these credentials may not do what was asked with ${key ?? 'the bucket'} (${name})`;
    return { why, next: 'give them the right to list the bucket and to read, write and delete its objects, or set others' };
  }
  if (status === undefined || status === 429 || status >= 500) return undefined;
  // Of the message one line: what is no S3 server answers with pages.
  const said = `${name}: ${error.message.split('\n')[0] ?? ''}`.slice(0, 200);
  return { why: `it answers ${status} (${said})`, next: 'see that AWS_ENDPOINT_URL_S3 names an S3 server, and what its log says' };
}

const noWay = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];

function troubleOf(error: Error): Reason | undefined {
  const next = 'start it or wait for it; nothing is lost, and the work can be tried again';
  const code = codeOf(error);
  if (error.name === 'TimeoutError' || (code !== undefined && noWay.includes(code)))
    return { why: `it does not answer (${code ?? 'in time'})`, next };
  const status = statusOf(error);
  return status === undefined ? undefined : { why: `it answers ${status} (${nameOf(error)})`, next };
}
