import { describe, expect, it } from 'vitest';
import type { VersionState } from '../../domain/version-state.js';
import { whyRun, whyVersion, type Statement, type VersionFacts } from '../../reports/why.js';
import { aDataRejectedReport, aReleasedReport, aRolledBackReport, aVersion, minute, runId } from '../support/report-data.js';
import { aVerdict } from '../support/verdicts.js';

const sha256 = 'abcdef012345'.padEnd(64, '0');

describe('why a version is where it is', () => {
  it('begins with where, since when and by whom, and goes through everything that led there', () => {
    const statements = whyVersion(facts('production', { run: aReleasedReport() }));
    expect(statements[0]).toEqual({
      about: 'state',
      text: 'v2 serves production since 2026-11-21 08:30:00 UTC, by cli:anna (ft-2026-11-21-002): every canary step was passed.',
      evidence: ['manifest abcdef012345'],
    });
    expect(topicsOf(statements)).toEqual(['state', 'trigger', 'made', 'data', 'gates', 'canary', 'end']);
    expect(textsOf(statements, 'canary')).toEqual([
      expect.stringMatching(/^In canary 5 %: 4 looks, the last \(5\) said pass\.$/),
      expect.stringMatching(/^In canary 25 %: /),
      expect.stringMatching(/^In watch: /),
    ]);
  });

  it('tells of a rejected one first what its gates said against it, the worst first', () => {
    const verdicts = [aVerdict({ gate: 'safety' }), aVerdict({ verdict: 'fail', reason: 'Less accurate' })];
    const statements = whyVersion(facts('rejected', { manifest: aVersion('v2', runId, { status: 'rejected', verdicts }) }));
    expect(statements[0]?.text).toContain('v2 was rejected at 2026-11-21 08:30:00 UTC and never served');
    expect(textsOf(statements, 'gates')).toEqual(['Gate accuracy: fail. Less accurate.', 'Gate safety: pass. It is good.']);
    expect(topicsOf(statements).slice(0, 2)).toEqual(['state', 'gates']);
  });

  it('tells of one that was taken back first what took it back, and each reason once', () => {
    const run = aRolledBackReport();
    const reason = run.run.rollback?.reason ?? '';
    const statements = whyVersion(facts('rolled-back', { run, reason }));
    expect(topicsOf(statements).slice(0, 3)).toEqual(['state', 'rollback', 'canary']);
    expect(textsOf(statements, 'canary').at(-1)).toMatch(/said fail \([a-z, -]+\)\.$/);
    expect(statements.filter(({ text }) => text.includes(reason.slice(0, 60)))).toHaveLength(1);
  });

  it('says of an imported one that its lineage is unknown and that no contamination is unproven', () => {
    const manifest = aVersion('v2', 'im-1', { origin: 'imported', dataset: null, baseModel: null, verdicts: [], status: 'candidate' });
    const statements = whyVersion(facts('candidate', { manifest }));
    expect(textsOf(statements, 'made')).toEqual([
      'v2 was imported (im-1): its lineage is unknown, and that its data did not contain the tests is unproven.',
    ]);
    expect(topicsOf(statements)).toEqual(['state', 'made']);
  });

  it('names who approved it, and the evidence that was seen', () => {
    const approval = { approved: true, identity: 'anna', reason: 'read it', at: minute(29), evidenceSha256: sha256 };
    const statements = whyVersion(facts('production', { manifest: aVersion('v2', runId, { approval }) }));
    expect(textsOf(statements, 'approval')).toEqual([
      'anna approved it at 2026-11-21 02:29:00 UTC, having seen evidence abcdef012345: read it.',
    ]);
  });

  it('tells of a promotion by another run too', () => {
    const later = aReleasedReport();
    const laterRun = { ...later, run: { ...later.run, runId: 'ft-2026-11-25-001' } };
    const ends = textsOf(whyVersion(facts('production', { run: aReleasedReport(), laterRun })), 'end');
    expect(ends).toEqual([expect.stringContaining(runId), expect.stringContaining('ft-2026-11-25-001')]);
  });

  it('has its states before this one, with who and why', () => {
    const transitions = [
      { version: 'v2', from: null, to: 'candidate', at: minute(28), by: `run:${runId}`, runId, reason: 'made by its run' },
      { version: 'v2', from: 'candidate', to: 'staging', at: minute(29), by: 'cli:anna', runId, reason: 'passed its gates' },
      { version: 'v2', from: 'staging', to: 'production', at: minute(390), by: 'cli:anna', runId, reason: 'passed' },
    ] as const;
    expect(textsOf(whyVersion(facts('production', { transitions })), 'transition')).toEqual([
      'v2 went from candidate to staging at 2026-11-21 02:29:00 UTC, by cli:anna: passed its gates.',
    ]);
  });
});

describe('why a run ended as it did', () => {
  it('begins with the outcome and the stage, and says why where no verdict does', () => {
    const statements = whyRun(aDataRejectedReport());
    expect(statements[0]?.text).toMatch(
      new RegExp(`^${runId} ended as data-rejected in stage validate at .*: The data could not be used.* 61 of 120 lines`),
    );
    expect(topicsOf(statements)).toEqual(['end', 'trigger', 'data']);
  });

  it('leads from the trigger to what took it back', () => {
    expect(topicsOf(whyRun(aRolledBackReport()))).toEqual(['end', 'trigger', 'data', 'gates', 'canary', 'rollback']);
  });

  it('says what of its records cannot be read', () => {
    const statements = whyRun(aReleasedReport({ problems: ['Looks: look 3 was changed'] }));
    expect(statements.at(-1)).toMatchObject({ about: 'missing', text: 'Not all of it can be read: Looks: look 3 was changed.' });
  });
});

function facts(state: VersionState, changes: Partial<VersionFacts> & { readonly reason?: string }): VersionFacts {
  const { reason = 'every canary step was passed', ...rest } = changes;
  return {
    manifest: aVersion('v2', runId, {}),
    sha256,
    standing: { state, since: minute(390), by: 'cli:anna', runId, reason },
    transitions: [],
    run: null,
    laterRun: null,
    ...rest,
  };
}

function textsOf(statements: readonly Statement[], about: Statement['about']): string[] {
  return statements.filter((statement) => statement.about === about).map(({ text }) => text);
}

/** In order, each once. */
function topicsOf(statements: readonly Statement[]): string[] {
  return [...new Set(statements.map(({ about }) => about))];
}
