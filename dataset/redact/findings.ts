/** What the scanners found in one text: ranges that never overlap, in order of place. */

import type { RedactionKind } from '../policy.js';

export interface Finding {
  /** `name`: found by a detector that was plugged in. */
  readonly kind: RedactionKind | 'name';
  /** Of the placeholder, such as EMAIL. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** Normalised: the same thing written in two ways is the same. */
  readonly value: string;
}

/** The words of the placeholders. */
export const words: Readonly<Record<RedactionKind, string>> = {
  email: 'EMAIL',
  phone: 'PHONE',
  card: 'CARD',
  iban: 'IBAN',
  ssn: 'SSN',
  nino: 'NINO',
  ip: 'IP',
  'url-credentials': 'URL_CREDENTIALS',
  crypto: 'CRYPTO',
  secret: 'SECRET',
};

export class Findings {
  readonly list: Finding[] = [];

  clear(): void {
    if (this.list.length > 0) this.list.length = 0;
  }

  /** Whoever comes first has the range: the order of the scanners is the order of their importance. */
  claim(finding: Finding): void {
    if (finding.end <= finding.start || this.touches(finding.start, finding.end)) return;
    this.list.splice(this.#firstFrom(finding.start), 0, finding);
  }

  touches(start: number, end: number): boolean {
    if (this.list.length === 0) return false;
    const next = this.#firstFrom(start);
    const after = this.list[next];
    const before = this.list[next - 1];
    return (after !== undefined && after.start < end) || (before !== undefined && before.end > start);
  }

  /** The last that ends at `place` or before it. */
  before(place: number): Finding | undefined {
    return this.list.length === 0 ? undefined : this.list[this.#firstFrom(place) - 1];
  }

  /** Index of the first finding that begins at `place` or later. */
  #firstFrom(place: number): number {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.list[middle]?.start ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
