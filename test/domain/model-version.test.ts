import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOf, isModelName, modelRefOf, rollbackIdOf, runIdOf, versionName, versionNumber } from '../../domain/model-version.js';

describe('the name of a model', () => {
  it.each(['support-triage', 'm', '7b', 'a'.repeat(40), 'client.support-triage', `${'a'.repeat(40)}.${'b'.repeat(40)}`])(
    'may be %s',
    (name) => {
      expect(isModelName(name)).toBe(true);
    },
  );

  it.each(['', 'Support', 'a b', 'a/b', '..', '.a', 'a.', 'a.b.c', 'a@v1', 'ä', 'a_b', 'a'.repeat(41), 'support-triage\n'])(
    'may not be %j',
    (name) => {
      expect(isModelName(name)).toBe(false);
    },
  );
});

describe('the client of a model', () => {
  it.each([
    ['acme.triage', 'acme'],
    ['acme.acme', 'acme'],
    ['triage', undefined],
  ])('%s is %s', (model, client) => {
    expect(clientOf(model)).toBe(client);
  });
});

describe('the name of a version', () => {
  it('leads back to its number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (number) => {
        expect(versionNumber(versionName(number))).toBe(number);
      }),
    );
  });

  it.each(['', 'v', 'v0', 'v01', 'V1', '12', 'v-1', 'v1.0', 'v1 ', ' v1', 'v1\n', 'latest'])('is not %j', (name) => {
    expect(versionNumber(name)).toBeUndefined();
  });
});

describe('the id of a run', () => {
  it.each([
    ['2026-11-21T10:00:00Z', 1, '2026-11-21-001'],
    ['2026-11-21T23:59:59.999Z', 42, '2026-11-21-042'],
    ['2026-11-22T00:30:00+01:00', 999, '2026-11-21-999'],
    ['2026-01-02T00:00:00Z', 1_000, '2026-01-02-1000'],
  ])('at %s with sequence %i is ft-%s, and rb- for a rollback', (at, sequence, id) => {
    expect(runIdOf(new Date(at), sequence)).toBe(`ft-${id}`);
    expect(rollbackIdOf(new Date(at), sequence)).toBe(`rb-${id}`);
  });

  it('differs whenever the sequence does', () => {
    const at = new Date('2026-11-21T10:00:00Z');
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        expect(runIdOf(at, one) === runIdOf(at, other)).toBe(one === other);
      }),
    );
  });
});

describe('the address of an inference process', () => {
  it('is by version once registered, by a short digest before', () => {
    expect(modelRefOf('support-triage', 'v12')).toBe('support-triage@v12');
    expect(modelRefOf('support-triage', `0123456789ab${'f'.repeat(52)}`)).toBe('support-triage@0123456789ab');
  });
});
