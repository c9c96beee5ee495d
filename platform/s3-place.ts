/** One bucket and prefix on one S3 server, with the client that talks to it: what every part of the S3 adapter is handed. */

import { S3Client, type ServerSideEncryption } from '@aws-sdk/client-s3';
import { StoreRefusedError } from './store-errors.js';
import type { S3Settings } from './s3-settings.js';

export interface S3Location {
  /** `s3://bucket/prefix` */
  readonly location: string;
  /** Below the prefix; empty for none. */
  readonly below: string;
  readonly settings: S3Settings;
}

export interface S3Place {
  readonly client: S3Client;
  readonly bucket: string;
  /** Before every key: empty, or with a closing slash. */
  readonly root: string;
  /** For people: `s3://bucket/prefix at http://host:port`. */
  readonly name: string;
  /** Fields of every command that writes an object. */
  readonly encryption: { readonly ServerSideEncryption?: ServerSideEncryption; readonly SSEKMSKeyId?: string };
}

/** A handshake is done in milliseconds, on a bad line in a second; then another attempt is worth more than more patience. */
const connectionTimeout = 5_000;
/**
 * Without a byte in either direction. SeaweedFS lets contended writers wait 8 s, and a gateway over files copies a large upload together
 * before it answers; what takes longer is found finished by the next attempt.
 */
const socketTimeout = 60_000;
/** With the SDK's jittered waits about 1.5 s in all, 7 s when throttled: a blip. What lasts longer is Temporal's to retry, where people see it. */
const maxAttempts = 5;
/** A worker does some twenty activities at once, and an upload sends four parts; more connections would only wait in the server. */
const maxSockets = 64;

/** The client reads endpoint, region and credentials by the SDK's own rules. No request is made; throws StoreRefusedError for settings that cannot work. */
export async function s3PlaceOf({ location, below, settings }: S3Location): Promise<S3Place> {
  // The SDK would tell of Node's age at every command; its version is pinned here.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(location) ?? [];
  const root = [prefix, below].filter((part) => part !== '').map((part) => `${part}/`);
  const found = await readConfiguration(location);
  const client = new S3Client({
    // Servers of one's own rarely care; AWS does, and there nothing is guessed.
    region: found.region ?? 'us-east-1',
    forcePathStyle: settings.pathStyle ?? found.endpoint !== undefined,
    maxAttempts,
    retryMode: 'standard',
    // Newer checksums are unknown to older servers, and ours is compared at every read.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout, socketTimeout, httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
  });
  const name = `s3://${bucket}/${root.join('')} at ${found.endpoint ?? `AWS in ${found.region}`}`;
  return { client, bucket, root: root.join(''), name, encryption: encryptionOf(settings, name) };
}

/** A client that is made only to be asked what the SDK has read: path style and region must be known before the one that works. */
async function readConfiguration(
  location: string,
): Promise<{ readonly endpoint: string | undefined; readonly region: string | undefined }> {
  const { config } = new S3Client({});
  const endpoint = await config.serviceConfiguredEndpoint?.();
  // The one error that it knows is that there is none.
  const region = await config.region().catch(() => undefined);
  const what = `cannot use the store ${location}`;
  if (endpoint !== undefined && !/^https?:\/\/./.test(endpoint)) {
    const why = `its endpoint is ${JSON.stringify(endpoint)}`;
    throw new StoreRefusedError({ what, why, next: 'set AWS_ENDPOINT_URL_S3 to an address such as https://s3.example.com' });
  }
  if (endpoint === undefined && region === undefined) {
    const next = 'set AWS_REGION for a bucket of AWS, or AWS_ENDPOINT_URL_S3 for a server of your own';
    throw new StoreRefusedError({ what, why: 'neither a region nor an endpoint is set', next });
  }
  return { endpoint, region };
}

function encryptionOf({ encryption, kmsKeyId }: S3Settings, name: string): S3Place['encryption'] {
  if (kmsKeyId !== undefined && encryption !== 'aws:kms') {
    const why = `a key for aws:kms is set (SLIPWAY_S3_KMS_KEY), and the encryption is ${encryption ?? 'left to the bucket'}`;
    const next = 'set SLIPWAY_S3_ENCRYPTION=aws:kms, or unset the key';
    throw new StoreRefusedError({ what: `cannot use the store ${name}`, why, next });
  }
  return {
    ...(encryption === undefined ? {} : { ServerSideEncryption: encryption }),
    ...(kmsKeyId === undefined ? {} : { SSEKMSKeyId: kmsKeyId }),
  };
}
