/** A request that the gateway itself refuses, in the shape OpenAI's clients expect. Such requests reach no arm and are counted for none. */

import type { ServerResponse } from 'node:http';

export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ErrorAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Writes `{error: {message, type, param, code}}` unless an answer has already begun. */
export function sendError(response: ServerResponse, error: ErrorAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const type = error.status < 500 ? 'invalid_request_error' : 'server_error';
  sendJson(response, error.status, { error: { message: error.message, type, param: null, code: error.code } });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
