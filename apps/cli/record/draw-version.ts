/** A version's whole record as text: what it is, what made it, what was said of it, and what became of it. */

import { bytesText, utcText } from '../../../domain/figures.js';
import type { ArtifactRef } from '../../../domain/artifact.js';
import { flatJson } from '../../../registry/flat-json.js';
import type { Standing, Transition } from '../../../registry/lifecycle.js';
import type { RemovedPart } from '../../../registry/removals.js';
import type { StoredVersion, VersionManifest } from '../../../registry/manifests.js';
import { factLines, recordTable, scoreText, textLines, whoText, type Fact } from './text.js';

export interface VersionView {
  readonly stored: StoredVersion;
  readonly standing: Standing | undefined;
  /** Of this version, in order. */
  readonly transitions: readonly Transition[];
  /** In words. */
  readonly signature: string;
  /** What retention has taken of it. */
  readonly removed: readonly RemovedPart[];
}

type Section = readonly [title: string, lines: readonly string[]];

/** Nothing that the record has is left out, but for the package versions of its environment, which `--json` has. */
export function drawVersion(view: VersionView): string[] {
  const { manifest } = view.stored;
  const sections: readonly Section[] = [
    [headOf(view), factLines([...originFacts(manifest), ['signature', view.signature]])],
    ['Data', factLines(dataFacts(manifest))],
    ['Recipe', factLines(recipeFacts(manifest))],
    ['Environment', factLines(environmentFacts(manifest))],
    ['Files', factLines([...fileFacts(view.stored), ...view.removed.map(removedFact)])],
    ['Scores', scoreLines(manifest)],
    ['Verdicts', verdictLines(manifest)],
    ['Life', view.transitions.flatMap(transitionLines)],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines], index) => [...(index === 0 ? [] : ['']), title, ...lines]);
}

function headOf({ stored: { manifest }, standing }: VersionView): string {
  const { model, version, status, createdAt } = manifest;
  return `${model} ${version}: ${standing?.state ?? status} since ${utcText(standing?.since ?? createdAt)}`;
}

function originFacts(manifest: VersionManifest): Fact[] {
  const { origin, runId, createdAt, baseModel, parentVersion, trainingTimes, approval } = manifest;
  const { specDigest, codeVersion } = manifest;
  const imported = origin === 'imported';
  return [
    ['origin', imported ? `imported (${runId})` : `trained by ${runId}`],
    ...(imported
      ? ([
          ['lineage', 'unknown'],
          ['contamination', 'unproven'],
        ] as const)
      : []),
    ['registered', utcText(createdAt)],
    ['base model', baseModel === null ? 'unknown' : [baseModel.name, baseModel.sha256, baseModel.uri ?? ''].join(' ').trim()],
    ['compared with', parentVersion ?? (imported ? 'nothing' : 'nothing: a first release')],
    ...(trainingTimes === null ? [] : timeFacts(trainingTimes)),
    ['approval', approval === null ? 'nobody was asked' : approvalText(approval)],
    ['pipeline file', specDigest ?? 'none'],
    ['slipway', codeVersion],
  ];
}

function timeFacts({ startedAt, finishedAt, seconds, cost }: NonNullable<VersionManifest['trainingTimes']>): Fact[] {
  return [
    ['training', `${utcText(startedAt)} to ${utcText(finishedAt)}, ${seconds.toFixed(0)} s`],
    ['cost', cost === null ? 'no prices in the pipeline file' : `${cost.amount.toFixed(2)} ${cost.currency}`],
  ];
}

function approvalText({ approved, identity, at, reason, evidenceSha256 }: NonNullable<VersionManifest['approval']>): string {
  return `${approved ? 'approved' : 'refused'} by ${identity} at ${utcText(at)}: ${reason} (saw evidence ${evidenceSha256})`;
}

function dataFacts({ dataset, datasetSizes }: VersionManifest): Fact[] {
  if (dataset === null) return [['version', 'unknown']];
  const sizes =
    datasetSizes === null
      ? 'not recorded'
      : `${datasetSizes.train} train, ${datasetSizes.validation} validation, ${datasetSizes.heldOut} held out, ${datasetSizes.anchor} anchor`;
  return [
    ['version', dataset.version],
    ['rows', sizes],
  ];
}

/** Pairs in as few lines as they take: a recipe has some twenty. */
function recipeFacts({ recipe }: VersionManifest): Fact[] {
  const facts = flatJson(recipe).filter(([path]) => path !== '' && path !== 'digest' && !path.includes('baseModel.'));
  const parts = [...new Set(facts.map(([path]) => path.split('.')[0] ?? ''))];
  return parts.map((part) => {
    const own = facts.filter(([path]) => path === part || path.startsWith(`${part}.`));
    return [part, own.map(([path, value]) => `${path.slice(part.length + 1)} ${value}`.trim()).join(', ')];
  });
}

function environmentFacts({ environment }: VersionManifest): Fact[] {
  if (environment === null) return [];
  const { platform, node, python, device, cuda, driver, packageLockSha256, packages } = environment;
  return [
    ['platform', `${platform}, Node ${node}, Python ${python}`],
    ['device', [device, ...(cuda === null ? [] : [`CUDA ${cuda}`]), ...(driver === null ? [] : [`driver ${driver}`])].join(', ')],
    ['packages', `${Object.keys(packages).length}, lock ${packageLockSha256}`],
  ];
}

function fileFacts({ manifest: { artifact, adapter, merged, packaging }, sha256 }: StoredVersion): Fact[] {
  const file = (ref: ArtifactRef | null, absent: string): string => (ref === null ? absent : `${ref.sha256} ${bytesText(ref.bytes)}`);
  const types = Object.entries(packaging?.tensorTypes ?? {}).toSorted(([, left], [, right]) => right - left);
  return [
    ['GGUF', file(artifact.gguf, '')],
    // A folder is stored as a list of its files, and the digest is of that list.
    ['adapter', file(adapter, 'none')],
    ['merged', file(merged, 'not recorded')],
    ['manifest', sha256],
    ...(packaging === null
      ? []
      : ([
          ['tokenizer', packaging.tokenizerSha256],
          ['chat template', file(packaging.chatTemplate, 'none in the file')],
          ['quantization', `${packaging.quantization}: ${types.map(([type, count]) => `${count} ${type}`).join(', ')}`],
        ] as const)),
    ['context', `${artifact.contextTokens} tokens`],
  ];
}

function removedFact({ what, at, by, why }: RemovedPart): Fact {
  return ['removed', `${what}, at ${utcText(at)} by ${by}: ${why}`];
}

function scoreLines({ evaluation, parentVersion }: VersionManifest): string[] {
  if (evaluation === null) return [];
  const rows = evaluation.scores.map((score) => [score.suite, scoreText(score, score.correct), scoreText(score, score.championCorrect)]);
  const champion = `champion ${parentVersion ?? ''}`.trim();
  return [recordTable(['suite', 'right', champion], rows), ...factLines([['evidence', evaluation.evidence.sha256]])];
}

function verdictLines({ verdicts }: VersionManifest): string[] {
  if (verdicts.length === 0) return ['no gate has judged it'];
  return [
    recordTable(
      ['gate', 'verdict', 'why'],
      verdicts.map(({ gate, verdict, reason }) => [gate, verdict, reason]),
    ),
  ];
}

function transitionLines({ at, from, to, by, reason }: Transition): string[] {
  return [`${utcText(at)}  ${from === null ? to : `${from} → ${to}`}, by ${whoText({ by })}`, ...textLines(reason, { indent: '  ' })];
}
