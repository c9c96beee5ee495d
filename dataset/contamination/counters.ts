/** Saves what was counted, and adds what was saved: a build that goes on after a kill, or in several parts, counts as one. */

export interface CounterPart {
  save(): Uint32Array;
  /** Adds as many numbers as `save` gives. */
  addSaved(saved: Uint32Array): void;
}

export function sumPart(counts: Uint32Array): CounterPart {
  return {
    save: () => counts,
    addSaved: (saved) => {
      for (let index = 0; index < counts.length; index += 1) counts[index] = (counts[index] ?? 0) + (saved[index] ?? 0);
    },
  };
}

/** Sets of bits. */
export function unionPart(bits: Uint32Array): CounterPart {
  return {
    save: () => bits,
    addSaved: (saved) => {
      for (let index = 0; index < bits.length; index += 1) bits[index] = (bits[index] ?? 0) | (saved[index] ?? 0);
    },
  };
}

const wordBytes = 4;

/** @param suites digest of what is looked for; counters of other suites mean something else */
export function saveCounters(parts: readonly CounterPart[], suites: number): Buffer {
  const saved = [Uint32Array.of(suites), ...parts.map((part) => part.save())];
  return Buffer.concat(saved.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)));
}

/** Throws on counters of other suites, and then adds nothing. */
export function addCounters(parts: readonly CounterPart[], suites: number, state: Buffer): void {
  const saved = new Uint32Array(Uint8Array.from(state).buffer, 0, Math.floor(state.length / wordBytes));
  const lengths = parts.map((part) => part.save().length);
  const expected = lengths.reduce((sum, length) => sum + length, 1);
  if (state.length !== expected * wordBytes || saved[0] !== suites) {
    throw new Error(
      `Expected ${expected * wordBytes} bytes of counters of these suites, got ${state.length} bytes or those of other suites. Begin the build anew.`,
    );
  }
  let at = 1;
  parts.forEach((part, index) => {
    const length = lengths[index] ?? 0;
    part.addSaved(saved.subarray(at, at + length));
    at += length;
  });
}
