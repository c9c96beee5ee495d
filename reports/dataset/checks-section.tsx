/** All checks of the data, and where the complete evidence of each lies. */

import type { JSX } from 'preact';
import type { DatasetReport } from '../../dataset/stage/report.js';
import { Details } from '../page/figure.js';
import { Facts } from '../page/facts.js';
import { Section } from '../page/section.js';
import { CheckTables } from './check-table.js';

interface ChecksProps {
  readonly report: DatasetReport;
  readonly sha256: string | null;
}

export function ChecksSection({ report, sha256 }: ChecksProps): JSX.Element {
  const { checks, model } = report;
  const evidence = checks.filter((check) => check.evidence !== null);
  const place = model === null || sha256 === null ? 'in the folder of this page' : `in the store, at datasets/${model}/reports/${sha256}/`;
  return (
    <Section id="checks" title="Checks">
      <CheckTables checks={checks} />
      {evidence.length > 0 && (
        <Details summary="Where all that was found is written down">
          <p>Every record that a check speaks of, with its file and line, is listed {place}. A list of nothing is not kept in a store.</p>
          <Facts as="small" facts={evidence.map(({ name, evidence: file }) => [name, <code>{file}</code>])} />
        </Details>
      )}
    </Section>
  );
}
