/** Stands between a store and its S3 server, sees each request, and does to it what networks do: cuts it, or loses its answer. */

import { once } from 'node:events';
import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { S3ServerForTest } from './s3-servers.js';

export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Undefined passes it on. `refuse` cuts before the server hears of it, `lose-answer` after it has done what was asked. */
export type Fault = 'refuse' | 'lose-answer' | 'without-date' | { readonly answerBytes: number } | { readonly status: number } | undefined;

export type FaultOf = (request: SeenRequest) => Fault | Promise<Fault>;

export interface S3Proxy {
  /** As the server's, with this address. */
  readonly environment: Readonly<Record<string, string>>;
  readonly seen: SeenRequest[];
  /** For every request from now on. One may be held back by a promise, until something else has happened. */
  setFault(faultOf: FaultOf): void;
}

/** Until the end of the test. */
export async function anS3Proxy(server: S3ServerForTest): Promise<S3Proxy> {
  const target = new URL(server.endpoint);
  const seen: SeenRequest[] = [];
  let faultOf: FaultOf = () => undefined;
  const proxy = createServer((incoming, outgoing) => {
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers };
    seen.push(request);
    void (async () => answer(target, incoming, { outgoing, fault: await faultOf(request) }))();
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    proxy.closeAllConnections();
    await once(proxy.close(), 'close');
  });
  return {
    environment: { ...server.environment, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    seen,
    setFault: (next) => {
      faultOf = next;
    },
  };
}

interface Answering {
  readonly outgoing: ServerResponse;
  readonly fault: Fault;
}

async function answer(target: URL, incoming: IncomingMessage, { outgoing, fault }: Answering): Promise<void> {
  if (fault === 'refuse') {
    incoming.socket.destroy();
  } else if (typeof fault === 'object' && 'status' in fault) {
    incoming.resume();
    outgoing.writeHead(fault.status).end();
  } else {
    await pass(target, incoming, { outgoing, fault });
  }
}

async function pass(target: URL, incoming: IncomingMessage, { outgoing, fault }: Answering): Promise<void> {
  // The request is passed on as it is, its host included: it is signed.
  const { method = '', url = '', headers } = incoming;
  const forwarded = send({ host: target.hostname, port: target.port, method, path: url, headers });
  incoming.pipe(forwarded);
  try {
    const [response] = (await once(forwarded, 'response')) as [IncomingMessage];
    if (fault === 'lose-answer') {
      response.resume();
      await once(response, 'end');
      incoming.socket.destroy();
      return;
    }
    if (fault === 'without-date') {
      outgoing.sendDate = false;
      delete response.headers.date;
    }
    outgoing.writeHead(response.statusCode ?? 0, response.headers);
    let left = typeof fault === 'object' && 'answerBytes' in fault ? fault.answerBytes : Number.POSITIVE_INFINITY;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      outgoing.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0) continue;
      // What was written goes out before the cut.
      outgoing.socket?.end();
      return;
    }
    outgoing.end();
  } catch {
    incoming.socket.destroy();
  }
}
