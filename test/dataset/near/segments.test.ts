/** Sets in pieces of memory: found again wherever they were put, longer than a piece or not. */

import { expect, it } from 'vitest';
import { createSegments, startOf } from '../../../dataset/near/segments.js';

it('gives every set back', () => {
  const segments = createSegments();
  const sets = [5, 1_000_000, 60_000, 0, 3_000_000, 7, 1_048_576, 1_048_577, 9].map((size, at) =>
    Uint32Array.from({ length: size }, (_, index) => index * (at + 1)),
  );
  const positions = sets.map((set) => segments.keep(set));
  const found = positions.map((position, at) =>
    segments.segmentOf(position).subarray(startOf(position), startOf(position) + (sets[at]?.length ?? 0)),
  );
  found.forEach((set, at) => expect(Buffer.compare(Buffer.from(set.slice().buffer), Buffer.from((sets[at] ?? set).buffer))).toBe(0));
});
