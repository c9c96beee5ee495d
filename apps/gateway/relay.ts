/** The upstream's side of one request: choose an arm, wait for a slot, send once. Asks the route table again before sending, because waiting takes time. */

import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { ChatBody } from './chat-body.js';
import type { Delivery } from './delivery.js';
import type { Choice, RouteTable } from './route-table.js';
import type { Upstream, Upstreams } from './upstreams.js';

export interface ChatRequest {
  readonly body: ChatBody;
  readonly bucket: number;
  readonly headers: Record<string, string | string[]>;
}

export interface RelayServices {
  readonly table: RouteTable;
  readonly upstreams: Upstreams;
  readonly logger: Logger;
}

const chatPath = '/v1/chat/completions';

/** Resolves when the delivery is settled; never rejects for what an upstream does. */
export async function relay(request: ChatRequest, delivery: Delivery, services: RelayServices): Promise<void> {
  let connectFailures = 0;
  while (!delivery.settled) {
    const choice = services.table.choose(request.body.model, request.bucket);
    if (choice === undefined) return delivery.fail('connect_error');
    delivery.assign(choice);
    const upstream = await services.upstreams.find(choice.arm.modelRef);
    const result =
      upstream === undefined ? 'unreachable' : await upstream.queue(() => attempt({ request, choice, upstream }, delivery, services));
    if (result !== 'unreachable') continue;
    connectFailures += 1;
    services.logger.warn({ modelRef: choice.arm.modelRef, connectFailures }, 'the inference process cannot be reached');
    // Nothing was sent, so a second try cannot run anything twice; a restarted process has a new address.
    services.upstreams.doubt();
    if (connectFailures > 1) delivery.fail('connect_error');
  }
}

interface Attempt {
  readonly request: ChatRequest;
  readonly choice: Choice;
  readonly upstream: Upstream;
}

/** `stale`: while it waited for a slot the route moved on. After a rollback is acknowledged, nothing more may reach the candidate. */
async function attempt(
  { request, choice, upstream }: Attempt,
  delivery: Delivery,
  services: RelayServices,
): Promise<'settled' | 'stale' | 'unreachable'> {
  if (delivery.settled) return 'settled';
  const now = services.table.choose(request.body.model, request.bucket);
  if (now?.arm.modelRef !== choice.arm.modelRef || now.arm.arm !== choice.arm.arm) return 'stale';
  const sending = { method: 'POST', path: chatPath, headers: request.headers, body: request.body.forModel(choice.arm.modelRef) } as const;
  // undici's own timeouts are off: the delivery keeps one clock, which began before the queue and knows whether the client reads.
  return dispatch({ ...sending, headersTimeout: 0, bodyTimeout: 0 }, upstream, delivery);
}

function dispatch(options: Dispatcher.DispatchOptions, { pool }: Upstream, delivery: Delivery): Promise<'settled' | 'unreachable'> {
  return new Promise((resolve) => {
    let sent = false;
    pool.dispatch(options, {
      onRequestStart(controller) {
        sent = true;
        delivery.connected(controller);
        if (delivery.settled) controller.abort(new Error('the client has gone'));
      },
      onResponseStart(_controller, status, headers) {
        // 1xx announce the answer, they are not it.
        if (status >= 200) delivery.head(status, headers);
      },
      onResponseData(controller, chunk) {
        delivery.chunk(controller, chunk);
      },
      onResponseEnd() {
        delivery.end();
        resolve('settled');
      },
      onResponseError() {
        if (sent) delivery.broke();
        resolve(sent || delivery.settled ? 'settled' : 'unreachable');
      },
    });
  });
}
