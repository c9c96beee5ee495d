/** Where the candidate comes from: everything that is needed to make it again, by digest. */

import type { JSX } from 'preact';
import type { RunReportData } from '../report-data.js';
import { Digest, Facts, type Fact } from './facts.js';
import { Details } from './figure.js';
import { flattened } from './flattened.js';
import { candidateVersion } from './rollout-series.js';
import { Absent, Section, type Drawn } from './section.js';
import { bytesText, notRecorded, numberText } from './words.js';

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
  const { run, dataset, spec } = data;
  const { gguf } = version.artifact;
  return [
    ['Version', `${candidateVersion(data) ?? ''} (${version.status})`],
    ['Compared with', version.parentVersion ?? 'nothing: a first release'],
    [
      'Base model',
      <>
        {version.baseModel.name} <Digest sha256={version.baseModel.sha256} absent={never} />
      </>,
    ],
    ['Dataset version', <Digest sha256={version.dataset.version} absent={never} />],
    ['Dataset it builds on', dataset === null ? notRecorded : <Digest sha256={dataset.parent} absent="none: a first version" />],
    ['Adapter', <Digest sha256={run.adapterSha256 ?? version.adapter?.sha256} absent="none: the trainer gave merged weights only" />],
    [
      'GGUF',
      <>
        <Digest sha256={gguf.sha256} absent={never} /> {bytesText(gguf.bytes)} ({numberText(gguf.bytes)} bytes)
      </>,
    ],
    ['Quantization', quantizationOf(version.recipe) ?? spec?.package.quantization ?? notRecorded],
    ['Context', `${numberText(version.artifact.contextTokens)} tokens`],
    ['Recipe', <Digest sha256={digestOf(version.recipe)} absent={notRecorded} />],
    ['Pipeline file', <Digest sha256={version.specDigest} absent={notRecorded} />],
    ['Evidence of the gates', <Digest sha256={run.evidence?.sha256} absent={notRecorded} />],
    ['Made by Slipway', version.codeVersion],
    ['Workflow', <code class="digest">{run.workflowId}</code>],
  ];
}

type Recipe = NonNullable<RunReportData['version']>['recipe'];

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
