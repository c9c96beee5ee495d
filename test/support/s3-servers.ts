/**
 * Real S3 servers for tests and proofs: SeaweedFS and versitygw, each with free ports, random credentials and a folder of its own, stopped
 * and removed afterwards. Ask `aTool('seaweedfs')` or `aTool('versitygw')` first, and skip by name where it is missing.
 */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, constants, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll } from 'vitest';
import { freePort } from '../../apps/local/free-port.js';
import { waitFor } from '../../apps/local/wait.js';
import { aTool } from './tools.js';

export interface S3ServerForTest {
  readonly endpoint: string;
  /** There from the start, and empty. */
  readonly bucket: string;
  /** `AWS_*` variables, endpoint and region included, of an identity that may do everything. */
  readonly environment: Readonly<Record<string, string>>;
  /** As `environment`, of another identity or user. */
  environmentOf(identity: string): Readonly<Record<string, string>>;
}

/** Actions as SeaweedFS names them: `Read:bucket`, `Write:bucket/some/prefix/*`, `List:bucket`. */
export interface Identity {
  readonly name: string;
  readonly actions: readonly string[];
}

export type OnFinished = (stop: () => Promise<void>) => unknown;

export const bucketForTest = 'slipway-test';
/** May read and list, and write nothing. */
export const reader: Identity = { name: 'reader', actions: [`Read:${bucketForTest}`, `List:${bucketForTest}`] };

/** Nothing of what this machine's user has set up for AWS. */
export const nothingElse = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
} as const;

// The SDK would tell of Node's age in every test file; its version is pinned.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const startMilliseconds = 60_000;

/** At the top of a test file, where it lasts until the last test of the file; inside a test give `onTestFinished`. */
export async function aSeaweedServer(
  identities: readonly Identity[] = [reader],
  onFinished: OnFinished = afterAll,
): Promise<S3ServerForTest> {
  const folder = await aFolder('seaweedfs', onFinished);
  const all = [{ name: 'admin', actions: ['Admin', 'Read', 'Write', 'List', 'Tagging'] }, ...identities].map((identity) => ({
    ...identity,
    ...someCredentials(),
  }));
  const config = join(folder, 's3.json');
  await writeFile(
    config,
    JSON.stringify({ identities: all.map(({ name, actions, ...credentials }) => ({ name, actions, credentials: [credentials] })) }),
  );
  const port = await freePort();
  // Every port by name: what is left out is the default, or ten thousand above another, and not free.
  const ports = ['master.port', 'master.port.grpc', 'volume.port', 'volume.port.grpc', 'filer.port', 'filer.port.grpc', 's3.port.grpc'];
  const portOptions = await Promise.all(ports.map(async (name) => `-${name}=${await freePort()}`));
  await startServer(
    {
      name: 'seaweedfs',
      args: [
        'mini',
        `-dir=${folder}`,
        '-ip=127.0.0.1',
        '-ip.bind=127.0.0.1',
        `-bucket=${bucketForTest}`,
        `-s3.port=${port}`,
        ...portOptions,
        `-s3.config=${config}`,
        // A bucket that is missing must stay missing.
        '-s3.autoCreateBucket=false',
        '-s3.port.iceberg=0',
        '-s3.port.lance=0',
        '-s3.iam=false',
        '-admin.ui=false',
        '-webdav=false',
        // Tests tell nobody that they run.
        '-master.telemetry=false',
      ],
      env: {},
      folder,
    },
    onFinished,
  );
  return await ready({ name: 'seaweedfs', port, folder, credentials: all });
}

/** `users` may do what a policy of the bucket says, and nothing before there is one. */
export async function aVersityServer(onFinished: OnFinished = afterAll, users: readonly string[] = []): Promise<S3ServerForTest> {
  const folder = await aFolder('versitygw', onFinished);
  const root = { name: 'admin', ...someCredentials() };
  const port = await freePort();
  await mkdir(join(folder, 'objects', bucketForTest), { recursive: true });
  await mkdir(join(folder, 'users'));
  await startServer(
    {
      name: 'versitygw',
      args: ['--port', `127.0.0.1:${port}`, '--quiet', '--iam-dir', join(folder, 'users'), 'posix', join(folder, 'objects')],
      env: { ROOT_ACCESS_KEY: root.accessKey, ROOT_SECRET_KEY: root.secretKey },
      folder,
    },
    onFinished,
  );
  const others = users.map((name) => ({ name, ...someCredentials() }));
  const server = await ready({ name: 'versitygw', port, folder, credentials: [root, ...others] });
  for (const user of others) await addUser(server.endpoint, root, user);
  return server;
}

async function addUser(endpoint: string, root: NamedCredentials, user: NamedCredentials): Promise<void> {
  const { program } = await aTool('versitygw');
  const as = ['--access', root.accessKey, '--secret', root.secretKey, '--endpoint-url', endpoint];
  const created = ['--access', user.accessKey, '--secret', user.secretKey, '--role', 'user'];
  await promisify(execFile)(program, ['admin', ...as, 'create-user', ...created]);
}

interface NamedCredentials {
  readonly name: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

interface ServerProcess {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
}

async function aFolder(name: string, onFinished: OnFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `slipway-${name}-`));
  onFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

async function startServer({ name, args, env, folder }: ServerProcess, onFinished: OnFinished): Promise<void> {
  const { program, missing } = await aTool(name);
  if (missing !== undefined) throw new Error(missing);
  const log = await open(logOf(folder), 'w');
  const command = await dyingWithParent(program, args);
  // Nothing of this machine's own credentials and settings.
  const variables = { HOME: folder, PATH: '/usr/bin:/bin', ...env };
  const child = spawn(command.program, command.args, { cwd: folder, env: variables, stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  const kill = (): boolean => child.kill('SIGKILL');
  // A test process that ends in the middle of a file runs no hooks.
  process.once('exit', kill);
  onFinished(async () => {
    process.off('exit', kill);
    await ended(child);
  });
}

/** A test process that is killed runs no hooks at all: on Linux the kernel sees to it. */
async function dyingWithParent(
  program: string,
  args: readonly string[],
): Promise<{ readonly program: string; readonly args: readonly string[] }> {
  const setpriv = '/usr/bin/setpriv';
  const isThere = await access(setpriv, constants.X_OK).then(
    () => true,
    () => false,
  );
  return isThere ? { program: setpriv, args: ['--pdeathsig', 'KILL', program, ...args] } : { program, args };
}

/** Its folder is removed next: there is nothing that an orderly end would keep. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function ready(server: {
  readonly name: string;
  readonly port: number;
  readonly folder: string;
  readonly credentials: readonly NamedCredentials[];
}): Promise<S3ServerForTest> {
  const endpoint = `http://127.0.0.1:${server.port}`;
  const environmentOf = (identity: string): Record<string, string> => {
    const found = server.credentials.find(({ name }) => name === identity);
    if (found === undefined) throw new Error(`expected one of ${server.credentials.map(({ name }) => name).join(', ')}, got ${identity}`);
    return {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: found.accessKey,
      AWS_SECRET_ACCESS_KEY: found.secretKey,
      ...nothingElse,
    };
  };
  const client = s3ClientOf(environmentOf('admin'));
  try {
    const what = `${server.name} to have its bucket`;
    await waitFor({ what, timeoutMilliseconds: startMilliseconds }, async () => {
      try {
        await client.send(new HeadBucketCommand({ Bucket: bucketForTest }));
        return true;
      } catch {
        return undefined;
      }
    });
  } catch (error) {
    throw new Error(`${String(error)}; its log ends with:\n${(await readFile(logOf(server.folder), 'utf8')).slice(-2_000)}`, {
      cause: error,
    });
  } finally {
    client.destroy();
  }
  return { endpoint, bucket: bucketForTest, environment: environmentOf('admin'), environmentOf };
}

/** A plain client of such a server, for what happens behind the adapter's back. */
export function s3ClientOf(environment: Readonly<Record<string, string>>): S3Client {
  return new S3Client({
    endpoint: environment['AWS_ENDPOINT_URL_S3'] ?? '',
    region: environment['AWS_REGION'] ?? '',
    credentials: { accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '' },
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

function someCredentials(): Omit<NamedCredentials, 'name'> {
  return { accessKey: randomBytes(10).toString('hex').toUpperCase(), secretKey: randomBytes(20).toString('hex') };
}

function logOf(folder: string): string {
  return join(folder, 'server.log');
}
