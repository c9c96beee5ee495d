/** Names what a model is asked, so that a question of a suite is found again among the examples to train on. */

import { hash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { Message } from '../example.js';

/** SHA-256 of the messages before the answer. White space around a text makes no other question. */
export function promptDigest(prompt: readonly Pick<Message, 'role' | 'content'>[]): string {
  return hash('sha256', canonicalJson(prompt.map(({ role, content }) => ({ role, content: content?.trim() ?? null }))));
}
