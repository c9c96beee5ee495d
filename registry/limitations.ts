/** What nobody can promise of a version, as its own record tells: whoever serves it must not believe more than was shown. Pure. */

import { countText } from '../domain/figures.js';
import type { VersionManifest } from './manifest.js';

/** Fewer right or wrong answers than this move a share by more than three points each. */
const fewItems = 30;

/** Sentences; never empty, as no record proves everything. */
export function limitationsOf(manifest: VersionManifest): string[] {
  return [...lineageLimits(manifest), ...testLimits(manifest), ...approvalLimits(manifest), ...buildLimits(manifest)];
}

function lineageLimits({ origin, dataset, baseModel }: VersionManifest): string[] {
  return [
    ...(origin === 'imported'
      ? ['It was made elsewhere: its lineage is unknown, and that its training data did not contain the tests is unproven.']
      : []),
    ...(origin === 'trained' && dataset === null ? ['Its dataset version is not recorded, so its training cannot be repeated.'] : []),
    ...(origin === 'trained' && baseModel === null ? ['Its base model is not recorded, so its training cannot be repeated.'] : []),
  ];
}

function testLimits({ verdicts, evaluation, status, dataset }: VersionManifest): string[] {
  const uncertain = verdicts.filter(({ verdict, flagged }) => verdict !== 'pass' || flagged === true);
  const scores = evaluation?.scores ?? [];
  return [
    ...(status === 'candidate' ? ['No gate has judged it: nothing is known of how well it answers.'] : []),
    ...(status === 'rejected' ? ['It was rejected: it must not serve.'] : []),
    ...uncertain.map(
      ({ gate, verdict, reason }) => `Gate ${gate}: ${verdict === 'pass' ? 'passed, and a person should look' : verdict}. ${reason}`,
    ),
    ...scores
      .filter(({ items }) => items < fewItems)
      .map(({ suite, items }) => `Suite ${suite} has ${countText(items, 'item')}: too few to tell a small change from chance.`),
    ...(scores.length > 0 && scores.every(({ championCorrect }) => championCorrect === null)
      ? ['It was compared with no champion: only fixed limits were asked of it.']
      : []),
    ...(dataset !== null && dataset.anchor === null
      ? ['Its dataset is a first version: there were no earlier held-out rows to compare on.']
      : []),
  ];
}

function approvalLimits({ approval, status }: VersionManifest): string[] {
  return status === 'accepted' && approval === null ? ['No person was asked before it was released.'] : [];
}

function buildLimits({ origin, environment, packaging, artifact, codeVersion }: VersionManifest): string[] {
  return [
    ...(packaging === null
      ? []
      : [`Its weights are quantized to ${packaging.quantization}: it may answer otherwise than the weights that were trained.`]),
    ...(origin === 'trained' && environment === null
      ? ['The environment that trained it is not recorded whole: the same bytes may not come out again.']
      : []),
    ...(codeVersion === 'development' ? ['It was made by code that no commit names.'] : []),
    `A conversation longer than ${artifact.contextTokens} tokens does not fit.`,
  ];
}
