/** `MODEL_CARD.md`: what a version is for, what made it, how well it did and what is not known of it, drawn from its record alone. */

import { stringify } from 'yaml';
import type { Json } from '../domain/canonical-json.js';
import { bytesText, percentText, utcText } from '../domain/figures.js';
import { flatJson, memberOf, textAt } from './flat-json.js';
import { limitationsOf } from './limitations.js';
import { inline, list, tableOf } from './markdown.js';
import type { Score, VersionManifest } from './manifest.js';
import type { StoredVersion } from './manifests.js';

export interface CardSource {
  readonly stored: Pick<StoredVersion, 'manifest' | 'sha256'>;
  /** The pipeline file under the manifest's `specDigest` (`specs.ts`), which says what the model is for; null where none was kept. */
  readonly spec: Json | null;
}

/** Markdown with the YAML front matter of a Hugging Face model card. The same record gives the same bytes: no clock, no place. */
export function modelCard({ stored: { manifest, sha256 }, spec }: CardSource): string {
  const task = memberOf(spec, 'task');
  const parts = [
    ['', [frontMatter(manifest), `# ${manifest.model} ${manifest.version}`, summaryOf(manifest)]],
    ['Intended use', intendedUse(task)],
    ['Training data', dataLines(manifest)],
    ['Recipe', recipeLines(manifest)],
    ['Scores', scoreLines(manifest)],
    ['Gates', gateLines(manifest)],
    ['Files', fileLines(manifest)],
    ['Lineage', lineageLines(manifest, sha256)],
    ['How to reproduce', reproduceLines(manifest)],
    ['Limitations', [list(limitationsOf(manifest).map(inline))]],
  ] as const;
  const blocks = parts.flatMap(([title, lines]) => (title === '' ? lines : [`## ${title}`, ...lines]));
  return `${blocks.join('\n\n')}\n`;
}

function frontMatter({ model, version, baseModel, origin, recipe, packaging }: VersionManifest): string {
  const method = textAt(memberOf(recipe, 'train'), 'method');
  const tags = [
    'gguf',
    ...(method === undefined ? [] : [method]),
    ...(packaging === null ? [] : [packaging.quantization]),
    origin,
    'slipway',
  ];
  const facts = {
    model_name: `${model} ${version}`,
    ...(baseModel === null ? {} : { base_model: baseModel.name }),
    pipeline_tag: 'text-generation',
    tags,
  };
  return `---\n${stringify(facts)}---`;
}

function summaryOf({ model, version, origin, baseModel, status, artifact }: VersionManifest): string {
  const made =
    origin === 'imported'
      ? 'was made elsewhere and imported'
      : `was fine-tuned from ${baseModel === null ? 'a base model that is not recorded' : inline(baseModel.name)}`;
  const judged = { candidate: 'judged by no gate yet', accepted: 'accepted by its gates', rejected: 'rejected' }[status];
  return `Version ${version} of ${model} ${made}; it is ${judged}. It is one GGUF file of ${bytesText(artifact.gguf.bytes)}.`;
}

function intendedUse(task: Json | undefined): string[] {
  const kind = textAt(task, 'kind');
  if (kind === undefined) return ['Not recorded: the pipeline file that it was made by is not known here.'];
  const labels = memberOf(task, 'labels');
  const facts = [
    `Task: ${kind}`,
    ...(textAt(task, 'answer') === 'json' ? ['Answers are JSON'] : []),
    ...(textAt(task, 'labelPath') === undefined ? [] : [`The label is at ${inline(textAt(task, 'labelPath') ?? '')}`]),
    ...(Array.isArray(labels) ? [`Labels: ${labels.map((label) => inline(String(label))).join(', ')}`] : []),
  ];
  return [list(facts), 'Anything else was not tested.'];
}

/** How much, and never what: rows are the team's. */
function dataLines({ dataset, datasetSizes }: VersionManifest): string[] {
  if (dataset === null) return ['Unknown. That it did not contain the tests is unproven.'];
  const version = `Dataset version \`${dataset.version}\`.`;
  if (datasetSizes === null) return [version];
  const { train, validation, heldOut, anchor } = datasetSizes;
  const rows = [
    ['train', train],
    ['validation', validation],
    ['held out, new in this version', heldOut],
    ['held out before (the anchor)', anchor],
  ] as const;
  return [
    version,
    tableOf(
      ['split', 'rows'],
      rows.map(([name, count]) => [name, String(count)]),
    ),
  ];
}

/** Without the place of the base model, which is of one machine. */
function recipeLines({ recipe }: VersionManifest): string[] {
  const facts = flatJson(recipe).filter(([path]) => path !== '' && path !== 'digest' && !path.endsWith('baseModel.uri'));
  if (facts.length === 0) return ['Unknown.'];
  return [
    tableOf(
      ['key', 'value'],
      facts.map(([path, value]) => [inline(path), inline(value)]),
    ),
  ];
}

function scoreLines({ evaluation, parentVersion }: VersionManifest): string[] {
  if (evaluation === null || evaluation.scores.length === 0) return ['None are recorded.'];
  const rows = evaluation.scores.map((score) => [
    inline(score.suite),
    shareText(score, score.correct),
    shareText(score, score.championCorrect),
  ]);
  return [tableOf(['suite', 'right', `champion${parentVersion === null ? '' : ` ${parentVersion}`}`], rows)];
}

function shareText({ items }: Score, correct: number | null): string {
  if (correct === null) return 'not asked';
  return items === 0 ? '0 of 0' : `${correct} of ${items} (${percentText(correct / items)})`;
}

function gateLines({ verdicts, approval }: VersionManifest): string[] {
  const rows = verdicts.map(({ gate, verdict, severity, reason }) => [
    inline(gate),
    `${verdict}${severity === 'warn' ? ' (warns only)' : ''}`,
    inline(reason),
  ]);
  const judged = rows.length === 0 ? 'No gate has judged it.' : tableOf(['gate', 'verdict', 'why'], rows);
  if (approval === null) return [judged];
  const { approved, identity, at, reason } = approval;
  return [judged, `${approved ? 'Approved' : 'Refused'} by ${inline(identity)} at ${utcText(at)}: ${inline(reason)}`];
}

function fileLines({ artifact, adapter, merged, packaging }: VersionManifest): string[] {
  const files = [
    ['GGUF', artifact.gguf],
    ['adapter, as the list of its files', adapter],
    ['merged weights, as the list of their files', merged],
    ['chat template', packaging?.chatTemplate ?? null],
  ] as const;
  const rows = files.flatMap(([name, ref]) => (ref === null ? [] : [[name, String(ref.bytes), `\`${ref.sha256}\``]]));
  const table = tableOf(['file', 'bytes', 'SHA-256'], rows);
  if (packaging === null) return [table];
  const types = Object.entries(packaging.tensorTypes).toSorted(byCount);
  const histogram = types.map(([type, count]) => `${count} ${inline(type)}`).join(', ');
  return [table, list([`Quantization ${packaging.quantization}: tensors ${histogram}`, `Tokenizer \`${packaging.tokenizerSha256}\``])];
}

function lineageLines(
  { parentVersion, runId, baseModel, specDigest, codeVersion, createdAt, ...manifest }: VersionManifest,
  sha256: string,
): string[] {
  const { environment, trainingTimes, origin } = manifest;
  const cost = trainingTimes?.cost;
  const facts = [
    `Manifest \`${sha256}\``,
    `${origin === 'imported' ? 'Import' : 'Run'} ${inline(runId)}, registered ${utcText(createdAt)}`,
    `Compared with ${parentVersion ?? 'no earlier version'}`,
    ...(baseModel === null ? ['Base model unknown'] : [`Base model ${inline(baseModel.name)} \`${baseModel.sha256}\``]),
    ...(specDigest === null ? [] : [`Pipeline file \`${specDigest}\``]),
    `Slipway ${inline(codeVersion)}`,
    ...(environment === null
      ? []
      : [
          `Trained on ${inline(environment.device)}, ${inline(environment.platform)}, Python ${inline(environment.python)}, package lock \`${environment.packageLockSha256}\``,
        ]),
    ...(trainingTimes === null
      ? []
      : [
          `Training took ${Math.round(trainingTimes.seconds)} s${cost === null || cost === undefined ? '' : `, ${cost.amount.toFixed(2)} ${cost.currency}`}`,
        ]),
  ];
  return [list(facts)];
}

function reproduceLines({ origin, model, version, dataset }: VersionManifest): string[] {
  if (origin === 'imported' || dataset === null) return ['It cannot be made again here: what made it is not recorded.'];
  return ['From the recorded dataset version and recipe, compared by digest:', `\`\`\`sh\nslipway reproduce ${model} ${version}\n\`\`\``];
}

/** The most frequent first; among equals by name, so that the order never depends on how the record was written. */
function byCount([leftType, left]: readonly [string, number], [rightType, right]: readonly [string, number]): number {
  return right - left || (leftType < rightType ? -1 : 1);
}
