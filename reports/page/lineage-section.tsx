/** Where the candidate comes from: everything that is needed to make it again, by digest. */

import type { JSX } from 'preact';
import type { RunReportData } from '../report-data.js';
import { Digest, Facts, type Fact } from './facts.js';
import { Details } from './figure.js';
import { flattened } from './flattened.js';
import { candidateVersion } from './rollout-series.js';
import { Absent, Section, type Drawn } from './section.js';
import { bytesText, cutText, millisecondsBetween, notRecorded, numberText, spanText, timeText } from './words.js';

export function LineageSection({ data }: Drawn): JSX.Element {
  const { version } = data;
  return (
    <Section id="lineage" title="Lineage">
      {version === null && (
        <Absent>
          No version was registered: the run ended before stage register, or its manifest was lost. What the run's record knows:
        </Absent>
      )}
      <Facts as="long" facts={version === null ? factsOfRun(data) : factsOfVersion(data, version)} />
      {version !== null && (
        <Details summary="The recipe">
          <Facts as="small" facts={flattened(version.recipe)} />
        </Details>
      )}
    </Section>
  );
}

const never = 'none: the run ended before';

function factsOfRun({ run, dataset, spec }: RunReportData): Fact[] {
  return [
    ['Base model', spec === null ? notRecorded : `${spec.train.baseModel.name}, as the pipeline file names it`],
    ['Dataset version', <Digest sha256={run.datasetVersion} absent={never} />],
    ['Dataset it builds on', <Digest sha256={dataset?.parent} absent="none" />],
    ['Adapter', <Digest sha256={run.adapterSha256} absent={never} />],
    ['GGUF', <Digest sha256={run.ggufSha256} absent={never} />],
  ];
}

function factsOfVersion(data: RunReportData, version: NonNullable<RunReportData['version']>): Fact[] {
  const { dataset } = data;
  return [
    ['Version', `${candidateVersion(data) ?? ''} (${version.status})`],
    ['Compared with', version.parentVersion ?? 'nothing: a first release'],
    [
      'Base model',
      version.baseModel === null ? (
        'unknown'
      ) : (
        <>
          {version.baseModel.name} <Digest sha256={version.baseModel.sha256} absent={never} />
        </>
      ),
    ],
    ['Dataset version', <Digest sha256={version.dataset?.version} absent="unknown" />],
    ['Rows', version.datasetSizes === null ? notRecorded : rowsText(version.datasetSizes)],
    ['Dataset it builds on', dataset === null ? notRecorded : <Digest sha256={dataset.parent} absent="none: a first version" />],
    ...fileFacts(data, version),
    ['Recipe', <Digest sha256={digestOf(version.recipe)} absent={notRecorded} />],
    ['Pipeline file', <Digest sha256={version.specDigest} absent={notRecorded} />],
    ['Evidence of the gates', <Digest sha256={data.run.evidence?.sha256} absent={notRecorded} />],
    ...makingFacts(version),
    ['Workflow', <code class="digest">{data.run.workflowId}</code>],
  ];
}

function fileFacts({ run, spec }: RunReportData, version: Version): Fact[] {
  const { artifact, packaging, merged, adapter } = version;
  const { gguf } = artifact;
  return [
    ['Adapter', <Digest sha256={run.adapterSha256 ?? adapter?.sha256} absent="none: the trainer gave merged weights only" />],
    [
      'GGUF',
      <>
        <Digest sha256={gguf.sha256} absent={never} /> {bytesText(gguf.bytes)} ({numberText(gguf.bytes)} bytes)
      </>,
    ],
    ['Merged weights', <Digest sha256={merged?.sha256} absent={notRecorded} />],
    ['Quantization', quantizationText(version) ?? spec?.package.quantization ?? notRecorded],
    ['Tokenizer', <Digest sha256={packaging?.tokenizerSha256} absent={notRecorded} />],
    ['Chat template', <Digest sha256={packaging?.chatTemplate?.sha256} absent={packaging === null ? notRecorded : 'none in the file'} />],
    ['Context', `${numberText(artifact.contextTokens)} tokens`],
  ];
}

function makingFacts({ approval, trainingTimes, environment, codeVersion }: Version): Fact[] {
  return [
    ['Approval', approval === null ? 'nobody was asked' : approvalText(approval)],
    ['Trained', trainingTimes === null ? notRecorded : timesText(trainingTimes)],
    ['Environment', environment === null ? notRecorded : environmentText(environment)],
    ['Package lock', <Digest sha256={environment?.packageLockSha256} absent={notRecorded} />],
    ['Made by Slipway', codeVersion],
  ];
}

type Version = NonNullable<RunReportData['version']>;
type Recipe = Version['recipe'];

function rowsText({ train, validation, heldOut, anchor }: NonNullable<Version['datasetSizes']>): string {
  const counts = { train, validation, 'held out': heldOut, anchor };
  return Object.entries(counts)
    .map(([name, count]) => `${numberText(count)} ${name}`)
    .join(', ');
}

/** With the tensors of each type, the most frequent first. */
function quantizationText({ recipe, packaging }: Version): string | undefined {
  if (packaging === null) return quantizationOf(recipe);
  const types = Object.entries(packaging.tensorTypes).toSorted(([, left], [, right]) => right - left);
  return `${packaging.quantization} (tensors: ${types.map(([type, count]) => `${count} ${type}`).join(', ')})`;
}

function approvalText({ approved, identity, at, reason, evidenceSha256 }: NonNullable<Version['approval']>): JSX.Element {
  return (
    <>
      {approved ? 'approved' : 'refused'} by {identity} at {timeText(at)}: {cutText(reason, 300)}; saw evidence{' '}
      <Digest sha256={evidenceSha256} absent={never} />
    </>
  );
}

function timesText({ startedAt, finishedAt, cost }: NonNullable<Version['trainingTimes']>): string {
  const price = cost === null ? '' : `, ${cost.amount.toFixed(2)} ${cost.currency}`;
  return `${timeText(startedAt)} to ${timeText(finishedAt)} (${spanText(millisecondsBetween(startedAt, finishedAt))}${price})`;
}

function environmentText({ platform, node, python, device, cuda, driver }: NonNullable<Version['environment']>): string {
  const gpu = [...(cuda === null ? [] : [`CUDA ${cuda}`]), ...(driver === null ? [] : [`driver ${driver}`])];
  return [platform, `Node ${node}`, `Python ${python}`, device, ...gpu].join(', ');
}

function digestOf(recipe: Recipe): string | undefined {
  return textAt(recipe, 'digest');
}

function quantizationOf(recipe: Recipe): string | undefined {
  return typeof recipe === 'object' && recipe !== null && 'package' in recipe ? textAt(recipe['package'], 'quantization') : undefined;
}

function textAt(json: Recipe | undefined, key: string): string | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const value = (json as Readonly<Record<string, Recipe>>)[key];
  return typeof value === 'string' ? value : undefined;
}
