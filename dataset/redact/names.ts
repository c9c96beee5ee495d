/** Names and places need a model, which this library does not bring: the port for one, and the care that its ranges need. */

import type { Findings } from './findings.js';
import { placeholders } from './placeholders.js';

/** Names, places: needs a model; pluggable. */
export interface NameDetector {
  /** Word of the placeholder, such as PERSON: capital letters and `_`, and none of the built-in ones. */
  readonly kind: string;
  /** Returns [start, end) ranges in UTF-16 units. */
  find(text: string): readonly { readonly start: number; readonly end: number }[];
}

export function findNames(text: string, detectors: readonly NameDetector[], findings: Findings): void {
  const placed = placeholders(text);
  for (const detector of detectors) {
    for (const range of detector.find(text)) {
      const start = wholeStart(text, Math.max(0, range.start));
      const end = wholeEnd(text, Math.min(text.length, range.end));
      // A placeholder is no name, whatever a model thinks of it.
      if (end <= start || placed.some((placeholder) => placeholder.start < end && placeholder.end > start)) continue;
      findings.claim({ kind: 'name', word: detector.kind, start, end, value: text.slice(start, end).toLowerCase() });
    }
  }
}

function wholeStart(text: string, start: number): number {
  return isLowSurrogate(text.charCodeAt(start)) && isHighSurrogate(text.charCodeAt(start - 1)) ? start - 1 : start;
}

function wholeEnd(text: string, end: number): number {
  return isLowSurrogate(text.charCodeAt(end)) && isHighSurrogate(text.charCodeAt(end - 1)) ? end + 1 : end;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
