/** Reads a request's body whole, within a limit. */

import type { IncomingMessage } from 'node:http';
import { RequestRefused } from './refusal.js';

export const bodyLimitBytes = 1024 * 1024;

/** Throws `RequestRefused`: 413 as soon as the limit is known to be passed, 415 for a compressed body, which could not be read for its model. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new RequestRefused(415, 'encoding_unsupported', `send the body uncompressed, not as "${encoding}"`);
  if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyLimitBytes) chunks.push(chunk);
      else reject(tooLarge());
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the client closed the connection before its request was complete')));
  });
}

function tooLarge(): RequestRefused {
  return new RequestRefused(413, 'body_too_large', `a request may have ${bodyLimitBytes} bytes at most`);
}
