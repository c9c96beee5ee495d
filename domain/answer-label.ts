/** Reads a label out of an answer, strictly and everywhere alike: what a program behind the model could not parse is not an answer. */

/** The value of a text that is JSON as a whole (surrounding white space aside); undefined for anything else, fences and chatter included. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The label at `labelPath` (`intent`, or `result.intent`) of a JSON answer; undefined where there is none or it is not a string.
 * Own keys only: `labelPath: constructor` must not find anything.
 */
export function labelOf(text: string, labelPath: string): string | undefined {
  const label = labelPath.split('.').reduce<unknown>(ownValue, jsonOf(text));
  return typeof label === 'string' ? label : undefined;
}

function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
