import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ExplainedError } from '../../domain/explained-error.js';
import { anS3Proxy } from '../support/s3-proxy.js';
import { aSeaweedServer, reader } from '../support/s3-servers.js';
import { aStoreOn, openStoreWith, type S3StoreOptions } from '../support/s3-stores.js';
import { aTool } from '../support/tools.js';
import { s3ServersToTest, useS3Server } from '../support/use-s3-server.js';

const seaweedfs = await aTool('seaweedfs');
const hour = 3_600_000;

describe.for(await s3ServersToTest())('opening a store', (toTest) => {
  describe.skipIf(toTest.missing !== undefined)(`on ${toTest.name} ${toTest.missing ?? ''}`, () => {
    const server = useS3Server(toTest);

    it('leaves nothing of the trial', async () => {
      expect(await (await aStoreOn(server())).list('')).toEqual([]);
    });

    it.each(['read', 'write'] as const)('to %s tells a wrong bucket and wrong credentials in one line each', async (purpose) => {
      const whyOf = async (changed: Record<string, string>, options: S3StoreOptions = {}): Promise<string> =>
        (await refusalOf(openStoreWith({ ...server().environment, ...changed }, { purpose, ...options }))).why;
      expect(await whyOf({}, { bucket: 'not-there' })).toBe('there is no bucket not-there');
      expect(await whyOf({ AWS_ACCESS_KEY_ID: 'NOBODY' })).toBe('it does not know the access key');
      expect(await whyOf({ AWS_SECRET_ACCESS_KEY: 'wrong' })).toBe('the secret key is not that of the access key');
    });

    it('works from a machine whose clock is an hour ahead, by the clock of the server', async () => {
      setClock(hour);
      expect(await (await aStoreOn(server())).create('a', 'x')).toBe(true);
    });
  });
});

describe.skipIf(seaweedfs.missing !== undefined)(`a store that may not be used ${seaweedfs.missing ?? ''}`, () => {
  const server = useS3Server({ start: (onFinished) => aSeaweedServer([reader], onFinished) });

  it('from a machine whose clock is wrong says so, where the server does not tell its own', async () => {
    const proxy = await anS3Proxy(server());
    proxy.setFault(() => 'without-date');
    setClock(hour);
    expect(await refusalOf(openStoreWith(proxy.environment))).toMatchObject({
      why: "its clock and this machine's are too far apart",
      next: 'set both by NTP (here: timedatectl set-ntp true)',
    });
  });

  it('to write can be used to read, and what is not allowed is named', async () => {
    await (await openStoreWith(server().environment)).create('shown', 'x');
    const store = await openStoreWith(server().environmentOf('reader'), { purpose: 'read' });
    expect((await store.read('shown'))?.body.toString()).toBe('x');
    expect(await store.list('')).toEqual(['shown']);
    const refusal = {
      what: expect.stringMatching(/^cannot use the store s3:\/\/slipway-test\/at\/some\/prefix\/ at http:/),
      why: expect.stringMatching(/^these credentials may not do what was asked with [\w/-]+ \(AccessDenied\)$/),
      next: 'give them the right to list the bucket and to read, write and delete its objects, or set others',
    };
    expect(await refusalOf(store.create('not/allowed', 'x'))).toEqual(refusal);
    expect(await refusalOf(openStoreWith(server().environmentOf('reader')))).toEqual(refusal);
  });
});

function setClock(ahead: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ahead });
  onTestFinished(() => void vi.useRealTimers());
}

async function refusalOf(work: Promise<unknown>): Promise<ExplainedError['explanation']> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason as ExplainedError,
  );
  expect(error).toMatchObject({ name: 'StoreRefusedError', explanation: expect.anything() });
  return error?.explanation ?? { what: '', why: '', next: '' };
}
