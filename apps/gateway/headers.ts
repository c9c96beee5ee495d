/** Which headers cross the gateway, in each direction. */

import type { IncomingHttpHeaders } from 'node:http';

type Headers = Record<string, string | string[]>;

/** RFC 9110 section 7.6.1, plus the de facto ones. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * `host`, `content-length` and `expect` are made anew for the next hop. Credentials are meant for the gateway, not for an inference process.
 * Without `accept-encoding` answers come uncompressed, so that their content can be checked as it passes.
 */
const notForwarded = new Set([...hopByHop, 'host', 'content-length', 'expect', 'authorization', 'cookie', 'accept-encoding']);
const notReturned = new Set(hopByHop);

export function requestHeaders(headers: IncomingHttpHeaders): Headers {
  return without(headers, notForwarded);
}

export function responseHeaders(headers: IncomingHttpHeaders): Headers {
  return without(headers, notReturned);
}

/** `x-slipway-*` is ours on both sides: a client cannot pretend to be the gateway, nor can an upstream. */
function without(headers: IncomingHttpHeaders, dropped: ReadonlySet<string>): Headers {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const kept: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || dropped.has(name) || named.includes(name) || name.startsWith('x-slipway-')) continue;
    kept[name] = value;
  }
  return kept;
}
