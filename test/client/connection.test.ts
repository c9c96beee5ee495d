import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../../apps/local/free-port.js';
import { connect, UnreachableError } from '../../client/connection.js';
import { EnvironmentError } from '../../configs/env.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('connecting', () => {
  it('says who did not answer, why, and how to start one', { timeout: 30_000 }, async () => {
    const address = `127.0.0.1:${await freePort()}`;
    await expect(connect({ address, namespace: 'default' })).rejects.toThrow(
      new UnreachableError({
        what: `expected a Temporal server at ${address}`,
        why: `none answered (connect ECONNREFUSED ${address})`,
        next: 'start one with: slipway up',
      }),
    );
  });

  it.each(['http://127.0.0.1:7233', '127.0.0.1:72330', 'grpc://host'])('refuses an address that can be none: %s', async (address) => {
    vi.stubEnv('TEMPORAL_ADDRESS', address);
    await expect(connect()).rejects.toThrow(
      new EnvironmentError([`TEMPORAL_ADDRESS: expected HOST:PORT, such as 127.0.0.1:7233, got "${address}"`]),
    );
  });

  it('refuses a config file that is none, without showing what is in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-connection-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'temporal.toml'), 'api_key secret\n');
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(folder, 'temporal.toml'));
    const error = await connect().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect((error as Error).message).toContain('TEMPORAL_* or the Temporal config file: ');
    expect((error as Error).message).not.toContain('secret');
  });
});
