import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { MeasureContext, Subject } from '../../../catalog/define.js';
import { evaluateConfig, evaluators, measureNeeds } from '../../../catalog/evaluators/index.js';
import type { Suite, SuiteName } from '../../../evaluation/results.js';

const suites: Partial<Record<SuiteName, Suite>> = Object.fromEntries(
  (['anchor', 'heldOut', 'regression', 'safety'] as const).map((name) => [
    name,
    { name, sha256: name, items: [{ id: `${name}-1`, messages: [{ role: 'user', content: name }], expected: 'yes' }] },
  ]),
);
const subjectOf = (ggufSha256: string, answer: string): Subject => ({
  ggufSha256,
  infer: async () => ({ text: answer, milliseconds: 3, completionTokens: 1 }),
});

const contextOf = (differing: Partial<MeasureContext>): MeasureContext => ({
  candidate: subjectOf('candidate', 'yes'),
  champion: subjectOf('champion', 'no'),
  task: { kind: 'chat', answer: 'text' },
  maxTokens: 8,
  suite: async (name) => suites[name],
  remembered: (_subject, _suite, measure) => measure(),
  progress: () => undefined,
  ...differing,
});
const config = evaluateConfig.parse({ regression: { suite: 'r.jsonl' }, safety: { suite: 's.jsonl' }, latency: { calls: 20 } });
const everything = evaluators.map((evaluator) => evaluator.kind);

describe('measuring what gates need', () => {
  it('measures every suite and the latency of both', async () => {
    const { candidate, champion } = await measureNeeds(everything, contextOf({}), config);
    expect(Object.keys(candidate.suites).toSorted()).toEqual(['anchor', 'heldOut', 'regression', 'safety']);
    expect(candidate.suites.anchor?.items[0]?.correct).toBe(true);
    expect(champion?.suites.anchor?.items[0]?.correct).toBe(false);
    expect(candidate.latency).toEqual({ ggufSha256: 'candidate', milliseconds: Array(20).fill(3) });
    expect(champion?.latency?.milliseconds).toHaveLength(20);
  });

  it('measures a first release alone, without the suite that it lacks', async () => {
    const { anchor: _, ...rest } = suites;
    const context = contextOf({ champion: null, suite: async (name) => (name === 'anchor' ? undefined : rest[name]) });
    const { candidate, champion } = await measureNeeds(everything, context, config);
    expect(champion).toBeNull();
    expect(candidate.suites.anchor).toBeUndefined();
    expect(candidate.suites.heldOut?.items).toHaveLength(1);
  });

  it('measures no more than is needed', async () => {
    const { candidate } = await measureNeeds(['safety'], contextOf({}), config);
    expect(candidate).toEqual({ suites: { safety: expect.anything() } });
    expect(await measureNeeds([], contextOf({}), config)).toEqual({ candidate: { suites: {} }, champion: { suites: {} } });
  });

  it('uses what is remembered instead of asking again', async () => {
    const asked: string[] = [];
    const context = contextOf({
      remembered: async (subject, suite) => {
        asked.push(`${subject.ggufSha256} ${suite.name}`);
        return { suite: suite.name, suiteSha256: suite.sha256, ggufSha256: subject.ggufSha256, items: [] };
      },
    });
    await measureNeeds(['heldOut'], context, config);
    expect(asked).toEqual(['candidate anchor', 'champion anchor', 'candidate heldOut', 'champion heldOut']);
  });

  it('throws when the file does not say how to measure a need', async () => {
    await expect(measureNeeds(['safety'], contextOf({}), evaluateConfig.parse({}))).rejects.toThrow(
      /expected evaluate.safety in the pipeline file/,
    );
  });

  it('throws when a model does not answer: an error is never a score', async () => {
    const broken: Subject = { ggufSha256: 'candidate', infer: () => Promise.reject(new Error('503')) };
    await expect(measureNeeds(['heldOut'], contextOf({ candidate: broken }), config)).rejects.toThrow('503');
  });
});

describe('the key evaluate', () => {
  it('has defaults for all but the suites that a team writes', () => {
    expect(evaluateConfig.parse({})).toEqual({ heldOut: { metric: 'accuracy' }, latency: { calls: 100 }, maxTokens: 64 });
  });

  it('refuses an unknown key', () => {
    expect(evaluateConfig.safeParse({ heldout: {} }).success).toBe(false);
    expect(evaluateConfig.safeParse({ latency: { call: 3 } }).success).toBe(false);
  });

  it('exports as JSON Schema', () => {
    expect(() => z.toJSONSchema(evaluateConfig, { io: 'input', target: 'draft-07' })).not.toThrow();
  });
});
