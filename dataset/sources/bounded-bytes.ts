/** Collects the parts of a line that spans chunks, and no more of it than anybody will look at. */

export interface BoundedBytes {
  /** Of all parts, kept or not. */
  readonly length: number;
  add(part: Buffer): void;
  /** What was kept, the last byte of all, and how many bytes were not kept; then begins again. */
  take(): { readonly kept: Buffer; readonly last: number; readonly dropped: number };
}

/** Keeps at least the first `maximumBytes`, at most a chunk more. */
export function createBoundedBytes(maximumBytes: number): BoundedBytes {
  let parts: Buffer[] = [];
  let keptBytes = 0;
  let length = 0;
  let last = 0;
  return {
    get length() {
      return length;
    },
    add: (part) => {
      if (part.length === 0) return;
      length += part.length;
      last = part[part.length - 1] ?? 0;
      if (keptBytes >= maximumBytes) return;
      parts.push(part);
      keptBytes += part.length;
    },
    take: () => {
      const [first] = parts;
      const taken = { kept: parts.length === 1 && first !== undefined ? first : Buffer.concat(parts), last, dropped: length - keptBytes };
      parts = [];
      keptBytes = length = last = 0;
      return taken;
    },
  };
}
