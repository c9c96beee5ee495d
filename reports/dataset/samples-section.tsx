/** A few records of each thing that was found: what a person looks at before new kinds of data are approved. All text is redacted already. */

import type { JSX } from 'preact';
import type { Check, Sample } from '../../dataset/check.js';
import type { DatasetReport } from '../../dataset/stage/report.js';
import { VerdictBadge } from '../page/badge.js';
import { Details } from '../page/figure.js';
import { Absent, Section } from '../page/section.js';
import { Table } from '../page/table.js';
import { cutText, numberText } from '../page/words.js';
import { worstFirst } from './check-table.js';
import { Place } from './place.js';

export function SamplesSection({ report }: { readonly report: DatasetReport }): JSX.Element {
  const sampled = worstFirst(report.checks).filter(({ samples }) => samples.length > 0);
  const passed = sampled.filter(({ verdict }) => verdict === 'pass');
  const found = sampled.filter(({ verdict }) => verdict !== 'pass');
  return (
    <Section id="samples" title="Samples">
      {sampled.length === 0 && <Absent>No check has found anything to show.</Absent>}
      {sampled.length > 0 && found.length === 0 && <Absent>No check that stops or warns has anything to show.</Absent>}
      {found.map((check) => (
        <CheckSamples key={check.name} check={check} />
      ))}
      {passed.length > 0 && (
        <Details summary={`Samples of checks that passed (${numberText(passed.length)})`}>
          {passed.map((check) => (
            <CheckSamples key={check.name} check={check} />
          ))}
        </Details>
      )}
    </Section>
  );
}

function CheckSamples({ check }: { readonly check: Check }): JSX.Element {
  const { name, samples } = check;
  const codes = [...new Set(samples.map(({ code }) => code))];
  return (
    <>
      <h3>
        {name} <VerdictBadge verdict={check} />
      </h3>
      <Table
        caption={`Samples of ${name}, a few of each kind.`}
        phone="lines"
        keeps="first"
        rows={codes.flatMap((code) => samples.filter((sample) => sample.code === code))}
        columns={[
          { title: 'Kind', cell: ({ code }) => code },
          ...(samples.some(({ file }) => file !== null)
            ? [{ title: 'Place', prose: true, cell: ({ file, line }: Sample) => (file === null ? '–' : <Place file={file} line={line} />) }]
            : []),
          { title: 'What is there', prose: true, cell: ({ text }) => cutText(text, 300) },
        ]}
      />
    </>
  );
}
