/** Finds what `slipway why` is asked about, gathers its records and prints the answer. Works from the registry, long after Temporal forgot the run. */

import type { Command } from 'commander';
import type { ObjectStore } from '../../../platform/ports.js';
import { gatherReport } from '../../../reports/gather.js';
import { whyRun, whyVersion, type Statement } from '../../../reports/why.js';
import { readHead } from '../../../registry/heads.js';
import type { StoredVersion } from '../../../registry/manifests.js';
import { findRun } from '../find-run.js';
import { requireModel } from '../known-models.js';
import { localStore } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { warnOfBrokenAudit } from './broken-audit.js';
import { namedVersion, requireVersion } from './named-version.js';
import { readRecords } from './records.js';
import { textLines } from './text.js';

interface Asked {
  readonly subject: string;
  readonly version: string | undefined;
}

export async function showWhy({ subject, version }: Asked, command: Command): Promise<void> {
  const output = outputOf(command);
  const store = await localStore();
  if (subject.includes('@') || version !== undefined) {
    return tellVersion(output, store, { ...(await requireVersion(store, namedVersion(subject, version))), isServing: false });
  }
  if (subject.includes('/') || /^ft-\d/.test(subject)) return tellRun(output, store, subject);
  await requireModel(subject);
  const head = await readHead(store, subject, 'production');
  if (head !== undefined) {
    const stored = await requireVersion(store, { model: subject, version: head.version });
    return tellVersion(output, store, { ...stored, isServing: true });
  }
  const { model, runId } = await findRun(store, subject);
  const nothing: Statement = { about: 'state', text: `Nothing of ${model} serves: no version has been released.`, evidence: [] };
  const last = runId === null ? undefined : await gatherReport(store, model, runId);
  print(output, { model, runId }, [nothing, ...(last === undefined ? [] : whyRun(last))]);
}

/** `isServing`: the head names it. */
interface Told extends StoredVersion {
  readonly isServing: boolean;
}

async function tellVersion(output: Output, store: ObjectStore, { manifest, sha256, isServing }: Told): Promise<void> {
  const { model, version, runId } = manifest;
  const records = await readRecords(store, model);
  await warnOfBrokenAudit(output, store, model);
  const standing = records.standings.get(version);
  const putThereBy = standing?.runId ?? null;
  const statements = whyVersion({
    manifest,
    sha256,
    standing,
    transitions: records.transitions.filter((transition) => transition.version === version),
    run: (await gatherReport(store, model, runId)) ?? null,
    laterRun: putThereBy === null || putThereBy === runId ? null : ((await gatherReport(store, model, putThereBy)) ?? null),
  });
  const unwritten = isServing && standing?.state !== 'production' ? [notWritten(model, version)] : [];
  print(output, { model, version, runId }, [...unwritten, ...statements]);
}

/** The head is what counts, and the audit is what vouches for it. */
function notWritten(model: string, version: string): Statement {
  const text = `The production head names ${version}, and the audit tells of nobody who put it there: slipway audit verify ${model} examines it.`;
  return { about: 'missing', text, evidence: ['production head'] };
}

async function tellRun(output: Output, store: ObjectStore, subject: string): Promise<void> {
  const named = await findRun(store, subject);
  const data = named.runId === null ? undefined : await gatherReport(store, named.model, named.runId);
  if (data === undefined) {
    const { tellUnended } = await import('../unended-run.js');
    return tellUnended(output, named);
  }
  print(output, { model: named.model, version: data.run.version, runId: named.runId }, whyRun(data));
}

function print(output: Output, subject: object, statements: readonly Statement[]): void {
  const lines = statements.flatMap(({ text, evidence }) => {
    const [first = '', ...rest] = textLines(evidence.length === 0 ? text : `${text} [${evidence.join(', ')}]`, { indent: '  ' });
    return [first.trimStart(), ...rest];
  });
  output.result({ ...subject, statements }, lines);
}
