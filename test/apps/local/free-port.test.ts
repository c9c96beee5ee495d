import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, requireFreePorts } from '../../../apps/local/free-port.js';

it('names every port that is taken, who wants it, and what changes it', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port: taken } = other.address() as AddressInfo;
  const free = await freePort();
  await expect(
    requireFreePorts([
      { port: taken, wantedBy: 'the gateway', setting: 'SLIPWAY_GATEWAY_URL' },
      { port: free, wantedBy: 'Temporal', setting: '--temporal-port' },
      { port: free, wantedBy: 'the runtime', setting: 'SLIPWAY_RUNTIME_URL' },
    ]),
  ).rejects.toThrow(
    `port ${taken}, wanted by the gateway, is taken: another program listens there; stop that, or choose another port with SLIPWAY_GATEWAY_URL
port ${free}, wanted by the runtime, is taken: Temporal has it too (--temporal-port); stop that, or choose another port with SLIPWAY_RUNTIME_URL`,
  );
  await expect(requireFreePorts([{ port: free, wantedBy: 'Temporal', setting: '--temporal-port' }])).resolves.toBeUndefined();
});
