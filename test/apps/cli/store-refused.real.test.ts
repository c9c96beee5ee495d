import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../../setup/layout.js';
import { aTool } from '../../support/tools.js';
import { aVersityServer } from '../../support/s3-servers.js';
import { useS3Server } from '../../support/use-s3-server.js';
import { useProgram } from './harness.js';

const versitygw = await aTool('versitygw');

describe.skipIf(versitygw.missing !== undefined)(`a store that cannot be used ${versitygw.missing ?? ''}`, () => {
  const program = useProgram();
  const server = useS3Server({ start: aVersityServer });

  it('is told to who looks at versions as what, why and next', async () => {
    const { exitCode, stdout, stderr } = await program.run(['versions', 'triage'], {
      ...server().environment,
      AWS_SECRET_ACCESS_KEY: 'wrong',
      SLIPWAY_STORE: `s3://${server().bucket}/team`,
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      `error: cannot use the store s3://${server().bucket}/team/ at ${server().endpoint}`,
      '  why: the secret key is not that of the access key',
      '  next: correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; temporary ones need AWS_SESSION_TOKEN',
    ]);
  });

  it('ends a worker before it takes work, with the same in its log', async () => {
    const { exitCode, stderr } = await program.run(['worker', '--queues', 'cpu'], {
      ...server().environment,
      SLIPWAY_HOME: layoutOf().home,
      SLIPWAY_STORE: 's3://no-such-bucket/team',
    });
    expect(exitCode).toBe(1);
    const last = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as unknown;
    expect(last).toMatchObject({
      level: 60,
      msg: 'the worker cannot go on',
      err: {
        explanation: {
          what: `cannot use the store s3://no-such-bucket/team/ at ${server().endpoint}`,
          why: 'there is no bucket no-such-bucket',
          next: 'create it, or correct SLIPWAY_STORE or the endpoint in AWS_ENDPOINT_URL_S3',
        },
      },
    });
    expect(stderr).not.toContain(server().environment['AWS_SECRET_ACCESS_KEY']);
  });
});
