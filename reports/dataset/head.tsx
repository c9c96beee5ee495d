/** The first screen of the data's page: what came out, the lines, why, and what to do. */

import type { JSX } from 'preact';
import type { DatasetReport } from '../../dataset/stage/report.js';
import { Digest, Facts, type Fact } from '../page/facts.js';
import { Answer, FirstScreen, Reasons, Steps } from '../page/first-screen.js';
import { numberText } from '../page/words.js';
import { datasetHeadline, versionOf } from './headline.js';
import { LineFates } from './lines.js';
import { datasetSteps } from './next-steps.js';

interface HeadProps {
  readonly report: DatasetReport;
  readonly sha256: string | null;
}

export function DatasetHead({ report, sha256 }: HeadProps): JSX.Element {
  const { word, tone, sentence, why } = datasetHeadline(report);
  return (
    <FirstScreen
      tone={tone}
      word={word}
      sentence={sentence}
      kicker={
        <>
          Slipway data report{report.model !== null && ' · '}
          <b>{report.model}</b>
        </>
      }
      answers={
        <>
          <Answer title="What came out">
            <LineFates counts={report.counts} />
          </Answer>
          <Answer title="Why">
            <Reasons reasons={why} />
          </Answer>
          <Answer title="What to do next">
            <Steps steps={datasetSteps(report, sha256)} />
          </Answer>
        </>
      }
    >
      <Facts as="long" facts={factsOf({ report, sha256 })} />
    </FirstScreen>
  );
}

function factsOf({ report, sha256 }: HeadProps): Fact[] {
  const { parent, training } = report;
  const { existing, removed, total } = training;
  const parts = [
    `${numberText(training.new)} new`,
    `${numberText(existing)} existing`,
    ...(removed === 0 ? [] : [`${numberText(removed)} of them removed`]),
  ];
  return [
    ['Training set', `${numberText(total)} examples: ${parts.join(', ')}`],
    ['Version', <Digest sha256={versionOf(report)} absent="none: this data is not one" />],
    ['Continues', <Digest sha256={parent} absent="nothing: a first version" />],
    ...(sha256 === null ? [] : [['This report', <Digest sha256={sha256} absent="" />] as const]),
  ];
}
