/** Whose request it is, as far as the split cares: the same key stays in the same arm. */

import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * First of: the `x-slipway-key` header, the credential, the body's `user`, else a fresh random key.
 * Never the client's address: whole offices share one. Prefixes keep a user name from colliding with a header value.
 */
export function stickyKeyOf(headers: IncomingHttpHeaders, user: string | undefined): string {
  const explicit = headers['x-slipway-key'];
  if (typeof explicit === 'string' && explicit !== '') return `key:${explicit}`;
  // Hashed, so that the credential itself is held no longer than the request.
  if (headers.authorization !== undefined) return `credential:${createHash('sha256').update(headers.authorization).digest('hex')}`;
  if (user !== undefined && user !== '') return `user:${user}`;
  return randomUUID();
}
