/** What an answer's content is worth: how the request ended, and whether the answer passes the route's checks. Only these two leave the gateway. */

import { jsonOf, labelOf } from '../../domain/answer-label.js';
import type { AnswerCheck, RequestOutcome } from '../../domain/route.js';
import type { Answer } from './answer-reader.js';

export type Validity = 'valid' | 'invalid' | 'unchecked';

/** Outcome of an answer that arrived whole with a success status. */
export function outcomeOf(answer: Answer): RequestOutcome {
  switch (answer.kind) {
    case 'failed':
      return 'upstream_5xx';
    case 'cut':
      return 'truncated';
    case 'text':
      return isEmpty(answer) ? 'empty' : 'ok';
    case 'unreadable':
    case 'tooLong':
      return 'ok';
  }
}

/** `unchecked` where there is no check or no whole answer to hold against it; an answer that cannot be read fails. */
export function validityOf(answer: Answer, checks: readonly AnswerCheck[]): Validity {
  if (checks.length === 0) return 'unchecked';
  switch (answer.kind) {
    case 'failed':
    case 'cut':
    case 'tooLong':
      return 'unchecked';
    case 'unreadable':
      return 'invalid';
    case 'text':
      return checks.every((check) => passes(answer, check)) ? 'valid' : 'invalid';
  }
}

type TextAnswer = Extract<Answer, { kind: 'text' }>;

function passes(answer: TextAnswer, check: AnswerCheck): boolean {
  switch (check.kind) {
    case 'nonEmpty':
      return !isEmpty(answer);
    case 'json':
      return jsonOf(answer.text) !== undefined;
    case 'labelSet': {
      const label = labelOf(answer.text, check.labelPath);
      return label !== undefined && check.labels.includes(label);
    }
  }
}

/** A call of a tool is an answer without text. */
function isEmpty(answer: TextAnswer): boolean {
  return answer.text.trim() === '' && !answer.toolCalls;
}
