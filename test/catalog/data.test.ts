import { describe, expect, it } from 'vitest';
import { dataConfig, policyOf, unprotectedData } from '../../catalog/data.js';
import { defaultPolicy, redactionKinds } from '../../dataset/policy.js';

const sources = ['tickets.jsonl'];
const chat = { kind: 'chat', answer: 'text' };

describe('the policy that a pipeline file asks for', () => {
  it("is the library's own where the file says nothing, for plain chat", () => {
    expect(policyOf({ data: dataConfig.parse({ sources }), task: chat })).toEqual({ ...defaultPolicy, plainChat: true });
  });

  it('is the same for a spec that an earlier release resolved, which knew only a few of the keys', () => {
    const data = { sources, minimumNewExamples: 40, heldOut: { percent: 20, groupBy: 'user' }, validation: { percent: 5 } };
    // As Temporal hands it over: what a release did not know is not there.
    const policy = policyOf({ data: data as Parameters<typeof policyOf>[0]['data'], task: chat });
    expect(policy).toEqual({
      ...defaultPolicy,
      plainChat: true,
      minimumNewExamples: 40,
      heldOut: { ...defaultPolicy.heldOut, percent: 20, groupBy: 'user' },
    });
  });

  it('names what the file names', () => {
    const named = {
      minimumNewExamples: 7,
      minimumPerLabel: 3,
      maxQuarantinePercent: 2,
      heldOut: { after: '2026-10-01', embargo: '7d', timeKey: 'at' },
      validation: { percent: 4 },
      nearDuplicates: { similarity: 0.8, shingle: 'char-5', action: 'flag' },
      labelDrift: { warn: 0.2, fail: 0.3 },
      missingValues: { maxRisePoints: 9 },
      quality: { minimum: 0.5 },
      contamination: { maxHits: 2, action: 'filter' },
      newKinds: 'warn',
    };
    expect(policyOf({ data: dataConfig.parse({ sources, ...named }), task: chat })).toEqual({
      ...defaultPolicy,
      ...named,
      plainChat: true,
      heldOut: { percent: 10, ...named.heldOut },
    });
  });

  it('has kinds of personal data in one order and once each: the same kinds are the same version', () => {
    const redact = (kinds: readonly string[]) => policyOf({ data: dataConfig.parse({ sources, redact: kinds }), task: chat }).redact;
    expect(redact(['phone', 'email', 'phone'])).toEqual(['email', 'phone']);
    expect(redact([])).toEqual([]);
  });

  it.each([
    ['the path of a JSON answer', { kind: 'classification', answer: 'json', labelPath: 'intent' }, 'intent'],
    ['the path of an extraction', { kind: 'extraction', answer: 'json', labelPath: 'a.b' }, 'a.b'],
    ['the answer itself of a classification in text', { kind: 'classification', answer: 'text' }, ''],
    ['nowhere for chat', chat, undefined],
  ])('takes the label from %s', (_, task, labelPath) => {
    expect(policyOf({ data: dataConfig.parse({ sources }), task }).labelPath).toBe(labelPath);
  });
});

describe('the schema of data', () => {
  it.each([
    [{ nearDuplicates: { similarity: 0.4 } }],
    [{ nearDuplicates: { similarity: 1.01 } }],
    [{ nearDuplicates: { shingle: 'word-0' } }],
    [{ nearDuplicates: { shingle: 'line-2' } }],
    [{ nearDuplicates: { action: 'keep' } }],
    [{ heldOut: { after: 'October' } }],
    // At another moment on every machine.
    [{ heldOut: { after: '2026-10-01T12:00:00' } }],
    [{ heldOut: { embargo: 'a week' } }],
    [{ heldOut: { timeKey: '' } }],
    [{ redact: ['name'] }],
    [{ newKinds: 'ignore' }],
    [{ minimumPerLabel: 0 }],
    [{ contamination: { maxHits: -1 } }],
    [{ maxQuarantinePercent: 101 }],
    [{ profile: 'openai' }],
  ])('refuses %j', (data) => {
    expect(dataConfig.safeParse({ sources, ...data }).success).toBe(false);
  });

  it.each(['2026-10-01', '2026-10-01T12:00Z', '2026-10-01T12:00:00.5+02:00'])('takes %s as a time', (after) => {
    expect(dataConfig.safeParse({ sources, heldOut: { after } }).success).toBe(true);
  });
});

describe('what data is left unprotected', () => {
  const unprotected = (data: object): string[] => unprotectedData(dataConfig.parse({ sources, ...data }));

  it('is nothing where the file says nothing', () => {
    expect(unprotected({})).toEqual([]);
  });

  it.each([
    [{ redact: [] }, `data.redact leaves out ${redactionKinds.join(', ')}: `],
    [{ redact: redactionKinds.filter((kind) => kind !== 'ip') }, 'data.redact leaves out ip: '],
    [{ nearDuplicates: { action: 'flag' } }, 'data.nearDuplicates.action: flag: '],
    [{ quality: { minimum: 0 } }, 'data.quality.minimum: 0: '],
    [{ contamination: { maxHits: 3 } }, 'data.contamination.maxHits: 3: '],
    [{ newKinds: 'warn' }, 'data.newKinds: warn: '],
  ])('is told of %j', (data, told) => {
    expect(unprotected(data)).toEqual([expect.stringContaining(told) as string]);
  });
});
