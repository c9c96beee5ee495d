import { describe, expect, it } from 'vitest';
import { hostDifferences, isSame, reproductionLines, type ReproducedPart, type TrainingHost } from '../../domain/reproduction.js';

const recorded: TrainingHost = {
  codeVersion: '0.2.0+abc',
  packageLockSha256: 'l'.repeat(64),
  python: '3.11.2',
  packages: { torch: '2.9' },
};

describe('the machine that is to make a version again', () => {
  it.each<{ of: string; running: Partial<TrainingHost>; before?: Partial<TrainingHost>; differs: string[] }>([
    { of: 'the same', running: {}, differs: [] },
    { of: 'other code', running: { codeVersion: '0.2.0+def' }, differs: ['code version'] },
    { of: 'a lock that was not recorded', before: { packageLockSha256: null }, running: {}, differs: ['lock of the Python packages'] },
    { of: 'another package', running: { packages: { torch: '2.8' } }, differs: ['package torch'] },
    { of: 'what one side does not know', before: { python: null }, running: { packages: {} }, differs: [] },
    {
      of: 'code that nothing names',
      before: { codeVersion: 'development' },
      running: { codeVersion: 'development' },
      differs: ['code version'],
    },
    { of: 'a changed checkout', before: { codeVersion: 'a-dirty' }, running: { codeVersion: 'a-dirty' }, differs: ['code version'] },
  ])('is told from $of', ({ running, before = {}, differs }) => {
    const found = hostDifferences({ ...recorded, ...before }, { ...recorded, ...running });
    expect(found.map(({ what }) => what)).toEqual(differs);
  });
});

const aPart = (name: ReproducedPart['name'], changes: Partial<ReproducedPart> = {}): ReproducedPart => ({
  name,
  recorded: 'a'.repeat(64),
  made: 'a'.repeat(64),
  differences: [],
  ...changes,
});
const other = { made: 'b'.repeat(64), differences: ['the tensors are the same'] };

describe('a version that was made again', () => {
  it.each<{ of: string; parts: ReproducedPart[]; same: boolean }>([
    { of: 'equal digests', parts: [aPart('adapter'), aPart('GGUF')], same: true },
    { of: 'another GGUF', parts: [aPart('adapter'), aPart('GGUF', other)], same: false },
    { of: 'another adapter of the same GGUF', parts: [aPart('adapter', other), aPart('GGUF')], same: false },
    { of: 'merged weights that were not recorded', parts: [aPart('merged', { recorded: null }), aPart('GGUF')], same: true },
    { of: 'nothing that could be compared', parts: [aPart('GGUF', { recorded: null })], same: false },
  ])('is judged by $of', ({ parts, same }) => {
    expect(isSame(parts)).toBe(same);
  });

  it('is told with what is equal, what differs and what was not recorded', () => {
    const parts = [aPart('dataset'), aPart('adapter'), aPart('merged', { recorded: null }), aPart('GGUF', other)];
    const differences = [{ what: 'code version', recorded: 'abc', found: null }];
    expect(reproductionLines({ version: 'v12', parts, differences })).toEqual([
      'v12: GGUF differs',
      '  equal: dataset and adapter',
      '  GGUF: recorded aaaaaaaaaaaa, made bbbbbbbbbbbb',
      '    the tensors are the same',
      '  merged: not recorded, so it was not compared',
      '  code version: recorded abc, not known now',
    ]);
    expect(reproductionLines({ version: 'v12', parts: [aPart('dataset'), aPart('adapter'), aPart('GGUF')], differences: [] })).toEqual([
      'v12: dataset, adapter and GGUF digests equal',
    ]);
  });
});
