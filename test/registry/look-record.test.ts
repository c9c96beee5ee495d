import { describe, expect, it } from 'vitest';
import { parseLookRecord, type LookRecord } from '../../registry/look-record.js';

const none = { requests: 0, errors: 0, checked: 0, invalid: 0 };
const older: LookRecord = {
  kind: 'opened',
  routeRevision: 3,
  ledger: { startId: 'gateway-1', counted: { candidate: none, control: none }, windows: [] },
  outcome: 'inconclusive',
  verdicts: [],
};

describe('the record of a look', () => {
  it.each([
    ['of a release that names both sides', { weightPercent: 25, candidate: 'v3', control: 'v2' }],
    ['of a first release', { weightPercent: 100, candidate: 'v1', control: null }],
    ['of the first days, without weight and sides', {}],
  ])('%s is read back as it was written', (_of, sides) => {
    const record = { ...older, ...sides };
    expect(parseLookRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it.each([{ weightPercent: 101 }, { weightPercent: -1 }, { candidate: null }, { champion: 'v2' }])('is refused with %j', (wrong) => {
    expect(() => parseLookRecord({ ...older, ...wrong })).toThrow(/weightPercent|candidate|champion/);
  });
});
