/** The smallest parts of an answer to "why": a statement with its evidence, and how reasons and digests stand in one. */

import type { Verdict } from '../domain/verdict.js';

export interface Statement {
  readonly about: 'state' | 'end' | 'trigger' | 'made' | 'data' | 'gates' | 'approval' | 'canary' | 'rollback' | 'transition' | 'missing';
  readonly text: string;
  /** Where it is written down: records by name, evidence by digest. */
  readonly evidence: readonly string[];
}

/** What stopped a candidate. */
export function failed(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ verdict, severity }) => verdict !== 'pass' && severity === 'block');
}

export function short(sha256: string): string {
  return sha256.slice(0, 12);
}

/** A page keeps figures and units on one line; a terminal wraps as it can. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

export function stop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
