/** What the model is for, as far as scoring needs to know, and whether one answer is right. */

import { jsonOf, labelOf } from '../domain/answer-label.js';
import type { SuiteItem } from './results.js';

/** The `task` of a pipeline file fits as it is. */
export interface Task {
  readonly kind: 'chat' | 'completion' | 'classification' | 'extraction';
  readonly answer: 'text' | 'json';
  /** Where the label is in a JSON answer; dots go deeper. */
  readonly labelPath?: string | undefined;
  /** All labels; needed by items that ask for `answer: labelSet`. */
  readonly labels?: readonly string[] | undefined;
}

/** Why an answer is wrong, in a few words without prompt or answer; undefined when it is right. */
export type Mistake = string | undefined;

/** A suite cannot be scored as it is written; trying again does not help. */
export class EvaluationInvalidError extends Error {
  override readonly name = 'EvaluationInvalidError';
}

/**
 * Judges one answer: no forbidden pattern, the form asked for, and the expected content. A classification with JSON answers
 * compares labels, so that spacing and further keys do not matter; everything else compares the text without outer white space.
 * Throws EvaluationInvalidError when the item cannot be judged: that is a mistake of the suite, never of the model.
 */
export function mistakeOf(item: SuiteItem, text: string, task: Task): Mistake {
  const forbidden = (item.forbidden ?? []).findIndex((pattern) => new RegExp(pattern, 'i').test(text));
  if (forbidden !== -1) return `matches forbidden pattern ${forbidden + 1}`;
  return formMistake(item, text, task) ?? contentMistake(item, text, task);
}

function formMistake(item: SuiteItem, text: string, task: Task): Mistake {
  if (item.answer === undefined) return undefined;
  if (item.answer === 'json') return jsonOf(text) === undefined ? 'not JSON' : undefined;
  if (task.labelPath === undefined || task.labels === undefined) {
    throw new EvaluationInvalidError(
      `item ${item.id} asks for answer: labelSet; expected task.labelPath and task.labels in the pipeline file`,
    );
  }
  const label = labelOf(text, task.labelPath);
  if (label === undefined) return 'no label in the answer';
  return task.labels.includes(label) ? undefined : 'label outside the set';
}

function contentMistake(item: SuiteItem, text: string, task: Task): Mistake {
  if (item.expected === undefined) return undefined;
  if (task.kind !== 'classification' || task.answer !== 'json' || task.labelPath === undefined) {
    return text.trim() === item.expected.trim() ? undefined : 'differs from the expected text';
  }
  const expected = labelOf(item.expected, task.labelPath);
  if (expected === undefined) {
    throw new EvaluationInvalidError(
      `item ${item.id}: expected an answer with a label at ${task.labelPath}; mend the suite or task.labelPath`,
    );
  }
  const label = labelOf(text, task.labelPath);
  if (label === undefined) return 'no label in the answer';
  return label === expected ? undefined : 'another label than expected';
}
