/** The client's side of one request: passes the upstream's answer on byte by byte, and settles exactly once how the request ended. */

import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import type { RequestOutcome } from '../../domain/route.js';
import { outcomeOf, validityOf } from './answer-check.js';
import { createAnswerReader, type AnswerReader } from './answer-reader.js';
import type { Observation } from './counters.js';
import { responseHeaders } from './headers.js';
import { sendError } from './refusal.js';
import type { Choice } from './route-table.js';

export interface DeliveryOptions {
  /** From the complete request to the first byte of the answer, waiting in the queue included. */
  readonly firstByteTimeoutMs: number;
  /** Longest silence of an upstream between two chunks; also how long a client that reads nothing may keep its slot. */
  readonly idleTimeoutMs: number;
  readonly onEnd: (choice: Choice, observation: Observation) => void;
}

export class Delivery {
  readonly #response: ServerResponse;
  readonly #options: DeliveryOptions;
  readonly #startedAtMs = performance.now();
  /** Of the first byte, then of the silence after each chunk. */
  #timer: NodeJS.Timeout;
  #choice: Choice | undefined;
  #upstream: Dispatcher.DispatchController | undefined;
  #head: { readonly status: number; readonly headers: IncomingHttpHeaders } | undefined;
  #reader: AnswerReader | undefined;
  #settled = false;

  constructor(response: ServerResponse, options: DeliveryOptions) {
    this.#response = response;
    this.#options = options;
    this.#timer = setTimeout(() => this.fail('timeout'), options.firstByteTimeoutMs);
    // 'close' of the response, not of the request: that one does not fire once the body has been read.
    response.once('close', () => this.#abandon('client_abort'));
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Whom the outcome will be counted for, unless another choice follows. */
  assign(choice: Choice): void {
    this.#choice = choice;
  }

  connected(upstream: Dispatcher.DispatchController): void {
    this.#upstream = upstream;
  }

  /** Held back until the first byte of the body: until then a timeout can still be told by its status. */
  head(status: number, headers: IncomingHttpHeaders): void {
    this.#head = { status, headers };
    if (status >= 200 && status < 300) this.#reader = createAnswerReader(headers['content-type']);
  }

  chunk(upstream: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.#settled) return;
    this.#sendHead();
    this.#timer.refresh();
    if (!this.#response.write(bytes)) {
      upstream.pause();
      this.#response.once('drain', () => {
        this.#timer.refresh();
        upstream.resume();
      });
    }
    this.#reader?.push(bytes);
  }

  end(): void {
    if (this.#settled) return;
    this.#sendHead();
    this.#response.end();
    const status = this.#head?.status ?? 502;
    if (this.#reader === undefined) return this.#settle(status >= 400 && status < 500 ? 'upstream_4xx' : 'upstream_5xx');
    // Only now, with the last byte on its way, is the answer's content looked at.
    const answer = this.#reader.finish();
    this.#settle(outcomeOf(answer), validityOf(answer, this.#choice?.route.answerChecks ?? []));
  }

  /** The upstream failed. Once bytes have gone out only a broken connection can tell the client: a clean end would pass for a whole answer. */
  broke(): void {
    if (this.#settled) return;
    if (!this.#response.headersSent) return this.fail('connect_error');
    this.#abandon('truncated');
    this.#response.destroy();
  }

  /** Nothing came in time, or nobody was there. */
  fail(outcome: 'timeout' | 'connect_error'): void {
    if (this.#settled) return;
    this.#abandon(outcome);
    this.#nameArm();
    if (outcome === 'timeout')
      sendError(this.#response, { status: 504, code: 'upstream_timeout', message: 'the model did not begin to answer in time' });
    else sendError(this.#response, { status: 502, code: 'upstream_unreachable', message: 'the model could not be reached' });
  }

  /** Either the client does not read (what was written is still waiting) or the upstream does not write. */
  #silent(): void {
    this.#abandon(this.#response.writableNeedDrain ? 'client_abort' : 'truncated');
    this.#response.destroy();
  }

  #sendHead(): void {
    if (this.#response.headersSent || this.#head === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#silent(), this.#options.idleTimeoutMs);
    this.#nameArm();
    this.#response.writeHead(this.#head.status, responseHeaders(this.#head.headers));
    this.#response.flushHeaders();
  }

  #nameArm(): void {
    if (this.#choice === undefined) return;
    this.#response.setHeader('x-slipway-version', this.#choice.arm.version);
    this.#response.setHeader('x-slipway-arm', this.#choice.arm.arm);
  }

  /** An inference process goes on generating for nobody unless it is told. */
  #abandon(outcome: RequestOutcome): void {
    if (this.#settled) return;
    this.#settle(outcome);
    this.#upstream?.abort(new Error(outcome));
  }

  #settle(outcome: RequestOutcome, validity: Observation['validity'] = 'unchecked'): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    const seconds = (performance.now() - this.#startedAtMs) / 1000;
    if (this.#choice !== undefined) this.#options.onEnd(this.#choice, { outcome, validity, seconds });
  }
}
