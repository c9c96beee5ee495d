/** Verdicts of gates or monitors, with everything that they were reached by. */

import type { JSX } from 'preact';
import type { Verdict } from '../../domain/verdict.js';
import { VerdictBadge } from './badge.js';
import { Table } from './table.js';
import { cutText, judgedText, numberText } from './words.js';

interface VerdictTableProps {
  readonly caption: string;
  readonly verdicts: readonly Verdict[];
  /** Held against the champion or a control, not against an absolute limit. */
  readonly compared: boolean;
}

export function VerdictTable({ caption, verdicts, compared }: VerdictTableProps): JSX.Element {
  return (
    <Table
      caption={caption}
      phone="cards"
      rows={verdicts}
      columns={[
        { title: 'Name', cell: ({ gate }) => gate },
        { title: 'Verdict', cell: (verdict) => <VerdictBadge verdict={verdict} /> },
        { title: 'Severity', cell: ({ severity }) => (severity === 'block' ? 'blocks' : 'warns') },
        { title: 'Observed', figure: true, cell: (verdict) => judgedText(verdict, verdict.observed, compared) },
        { title: 'Limit', figure: true, cell: (verdict) => judgedText(verdict, verdict.limit, compared) },
        { title: 'n', figure: true, cell: ({ samples }) => numberText(samples) },
        { title: 'Reason', prose: true, cell: ({ reason }) => cutText(reason) },
      ]}
    />
  );
}
