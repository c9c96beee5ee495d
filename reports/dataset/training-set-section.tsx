/** What the training set is made of now, how it is split, and what was changed in the data on the way. */

import type { JSX } from 'preact';
import type { DatasetReport } from '../../dataset/stage/report.js';
import { Absent, Section } from '../page/section.js';
import { Sentences } from '../page/sentences.js';
import { versionOf } from './headline.js';
import { Splits, TrainingSet } from './lines.js';

export function TrainingSetSection({ report }: { readonly report: DatasetReport }): JSX.Element {
  const { training, splits, transformations } = report;
  return (
    <Section id="training-set" title="Training set">
      {versionOf(report) === null && <Absent>There is no version of this data: the figures are those that it would have.</Absent>}
      <div class="columns">
        <TrainingSet training={training} />
        {splits === null ? <Absent>The examples were not split.</Absent> : <Splits splits={splits} />}
      </div>
      <h3>What was changed or taken out, by the policy</h3>
      <Sentences sentences={transformations} />
    </Section>
  );
}
