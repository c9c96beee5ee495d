/** Why a version serves or does not, and why a run ended as it did: sentences, each with the records that say so. Pure, and from the registry alone. */

import { countText, utcText } from '../domain/figures.js';
import type { Verdict } from '../domain/verdict.js';
import type { Standing, Transition } from '../registry/lifecycle.js';
import type { VersionManifest } from '../registry/manifests.js';
import { headlineOf } from './page/headline.js';
import type { RunReportData } from './report-data.js';
import { failed, plain, short, stop, type Statement } from './statement.js';
import { canaryOf, rollbackOf } from './why-rollout.js';

export type { Statement } from './statement.js';

export interface VersionFacts {
  readonly manifest: VersionManifest;
  /** Of the manifest. */
  readonly sha256: string;
  readonly standing: Standing | undefined;
  /** Of this version, in order. */
  readonly transitions: readonly Transition[];
  /** Of the run that made it; null for an import, and while the run goes on. */
  readonly run: RunReportData | null;
  /** Of the run that brought it where it is, when that is another one, as by a promotion; null otherwise. */
  readonly laterRun: RunReportData | null;
}

/** What became of a version, and what led there. What was said against it comes first. */
export function whyVersion(facts: VersionFacts): Statement[] {
  const { manifest, run, laterRun, standing } = facts;
  const runs = [run, laterRun].filter((each) => each !== null);
  const judged = [...gatesOf(manifest.verdicts, evidenceOf(facts)), ...approvalOf(manifest)];
  const live = runs.flatMap((each) => [...rollbackOf(each), ...canaryOf(each)]);
  const made = [...runs.map(triggerOf), madeOf(facts), ...dataOf(manifest, run)];
  const parts = {
    candidate: [made, judged, live],
    staging: [made, judged, live],
    production: [made, judged, live],
    archived: [made, judged, live],
    rejected: [judged, made, live],
    'rolled-back': [live, made, judged],
  }[standing?.state ?? 'candidate'];
  return [stateOf(facts), ...parts.flat(), ...runs.map(endOf), ...earlierOf(facts), ...runs.flatMap(missingOf)];
}

/** How a run ended and at which stage, and what led there. */
export function whyRun(data: RunReportData): Statement[] {
  const { run, version } = data;
  return [
    endOf(data),
    triggerOf(data),
    ...dataOf(version, data),
    ...gatesOf(run.verdicts, run.evidence === null ? [] : [`evidence ${short(run.evidence.sha256)}`]),
    // Of a version that is promoted, the record tells the approval that it got when it was made.
    ...(version === null || run.promotion !== null ? [] : approvalOf(version)),
    ...canaryOf(data),
    ...rollbackOf(data),
    ...missingOf(data),
  ];
}

function stateOf({ manifest: { version }, sha256, standing, run, laterRun }: VersionFacts): Statement {
  const evidence = [`manifest ${short(sha256)}`];
  if (standing === undefined) return { about: 'state', text: `${version} is registered; nothing else is written down of it.`, evidence };
  const { state, since, by, reason, runId } = standing;
  const at = utcText(since);
  const what = {
    candidate: `is a candidate since ${at}: nothing has judged it yet`,
    staging: `is accepted and in staging since ${at}, and serves no users`,
    production: `serves production since ${at}`,
    archived: `is archived since ${at}: it served, and may serve again`,
    rejected: `was rejected at ${at} and never served`,
    'rolled-back': `was taken away from users at ${at}`,
  }[state];
  const who = runId === null || by === `run:${runId}` ? by.replace(/^run:/, '') : `${by} (${runId})`;
  // The next statement tells it: nobody reads the same figures twice.
  const isTold = [run, laterRun].some((each) => each?.run.rollback?.reason === reason);
  const why = isTold ? '.' : `: ${stop(reason)}`;
  return { about: 'state', text: `${version} ${what}, by ${who}${why}`, evidence };
}

function endOf(data: RunReportData): Statement {
  const { run } = data;
  const last = run.stages.at(-1);
  const where = last === undefined ? '' : ` in stage ${last.name}`;
  // What the gates or the looks have said is told by them.
  const isTold = run.outcome === 'rejected' || run.rollback !== null;
  const said = [headlineOf(data).sentence, ...(isTold ? [] : [stop(run.reason)])].join(' ');
  const text = `${run.runId} ended as ${run.outcome}${where} at ${utcText(run.endedAt)}: ${said}`;
  return { about: 'end', text: plain(text), evidence: [`run ${run.runId}`] };
}

function triggerOf({ run: { runId, trigger } }: RunReportData): Statement {
  const { kind, source, observed, at } = trigger;
  return {
    about: 'trigger',
    text: `${runId} was started by ${source} (${kind}) at ${utcText(at)}: ${stop(observed)}`,
    evidence: [`run ${runId}`],
  };
}

function madeOf({ manifest, sha256 }: VersionFacts): Statement {
  const { version, origin, runId, baseModel, trainingTimes, codeVersion } = manifest;
  const evidence = [`manifest ${short(sha256)}`];
  if (origin === 'imported') {
    const text = `${version} was imported (${runId}): its lineage is unknown, and that its data did not contain the tests is unproven.`;
    return { about: 'made', text, evidence };
  }
  const base = baseModel === null ? 'a base model that is not recorded' : `${baseModel.name} (${short(baseModel.sha256)})`;
  const took = trainingTimes === null ? '' : ` in ${countText(Math.round(trainingTimes.seconds), 'second')}`;
  return { about: 'made', text: `${runId} trained ${version} from ${base}${took}, with Slipway ${codeVersion}.`, evidence };
}

function dataOf(manifest: VersionManifest | null, data: RunReportData | null): Statement[] {
  const version = manifest?.dataset?.version ?? data?.run.datasetVersion ?? null;
  const report = data?.dataset ?? null;
  if (version === null)
    return report === null ? [] : [{ about: 'data', text: `The data: ${stop(report.reason)}`, evidence: reportOf(data) }];
  const sizes = manifest?.datasetSizes ?? null;
  const rows =
    sizes === null
      ? ''
      : `: ${sizes.train} rows to train on, ${sizes.validation} to validate, ${sizes.heldOut + sizes.anchor} held out for tests`;
  const why = report === null ? '' : ` ${stop(report.reason)}`;
  return [{ about: 'data', text: `It was trained on dataset ${short(version)}${rows}.${why}`, evidence: reportOf(data) }];
}

function reportOf(data: RunReportData | null): string[] {
  const ref = data?.run.datasetReport ?? null;
  return ref === null ? [] : [`dataset report ${short(ref.sha256)}`];
}

/** What stopped it comes first. */
function gatesOf(verdicts: readonly Verdict[], evidence: readonly string[]): Statement[] {
  const stopping = failed(verdicts);
  const ordered = [...stopping, ...verdicts.filter((verdict) => !stopping.includes(verdict))];
  return ordered.map(({ gate, verdict, severity, reason }) => ({
    about: 'gates',
    text: `Gate ${gate}: ${verdict}${severity === 'warn' ? ' (warns only)' : ''}. ${stop(reason)}`,
    evidence,
  }));
}

function evidenceOf({ manifest, run }: VersionFacts): string[] {
  const ref = manifest.evaluation?.evidence ?? run?.run.evidence ?? null;
  return ref === null ? [] : [`evidence ${short(ref.sha256)}`];
}

function approvalOf({ approval }: VersionManifest): Statement[] {
  if (approval === null) return [];
  const { approved, identity, at, reason, evidenceSha256 } = approval;
  const text = `${identity} ${approved ? 'approved' : 'refused'} it at ${utcText(at)}, having seen evidence ${short(evidenceSha256)}: ${stop(reason)}`;
  return [{ about: 'approval', text, evidence: [`evidence ${short(evidenceSha256)}`] }];
}

/** What it went through before its state of now. */
function earlierOf({ transitions, standing }: VersionFacts): Statement[] {
  return transitions
    .filter(({ to, at, from }) => from !== null && !(to === standing?.state && at === standing.since))
    .map(({ version, from, to, at, by, reason }) => ({
      about: 'transition',
      text: `${version} went from ${from ?? 'nothing'} to ${to} at ${utcText(at)}, by ${by.replace(/^run:/, '')}: ${stop(reason)}`,
      evidence: [],
    }));
}

function missingOf({ problems }: RunReportData): Statement[] {
  return problems.map((problem) => ({ about: 'missing', text: `Not all of it can be read: ${stop(problem)}`, evidence: [] }));
}
