/** A receiver of alerts that is away for the first of them, so that there is an error to be told and an alert to be repeated. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WebhookForTest {
  /** With the path, which only its sender knows. */
  readonly url: string;
  /** Bodies in the order in which they came, the refused one too. */
  readonly alerts: readonly unknown[];
  close(): void;
}

export async function aWebhook(path: string): Promise<WebhookForTest> {
  const alerts: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      alerts.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(alerts.length === 1 ? 503 : 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`,
    alerts,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
