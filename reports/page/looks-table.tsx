/** Every look with its counts, for those who check the plots or the judge. */

import type { JSX } from 'preact';
import { OutcomeBadge } from './badge.js';
import { Time } from './facts.js';
import { phaseText, type ArmCounts, type LookPoint } from './rollout-series.js';
import { Table, type Column } from './table.js';
import { numberText, sharedDay } from './words.js';

interface LooksTableProps {
  readonly points: readonly LookPoint[];
  /** Null in a first release. */
  readonly control: string | null;
}

export function LooksTable({ points, control }: LooksTableProps): JSX.Element {
  const day = sharedDay(points.map(({ at }) => at));
  const began = day === undefined ? '' : `On ${day}. `;
  const compared = control === null ? '' : ` The control is ${control}: the champion in the canary, what is held back in the watch.`;
  return (
    <Table
      caption={`${began}Failed requests of all, and invalid answers of all that were checked, added up since the phase began.${compared}`}
      rows={points}
      columns={[
        { title: 'Look', figure: true, cell: ({ number }) => number },
        { title: 'Time (UTC)', figure: true, cell: ({ at }) => <Time at={at} after={day} /> },
        { title: 'Phase', cell: phaseText },
        { title: 'Outcome', cell: ({ kind, outcome }) => (kind === 'opened' ? 'began' : <OutcomeBadge outcome={outcome} />) },
        ...columnsOf('Candidate', (arm) => arm === 'candidate'),
        ...(control === null ? [] : columnsOf('Control', (arm) => arm !== 'candidate')),
        { title: 'Evidence', cell: ({ look }) => <code>{look.sha256.slice(0, 12)}</code> },
      ]}
    />
  );
}

function columnsOf(name: string, isIts: (arm: ArmCounts['arm']) => boolean): Column<LookPoint>[] {
  const counted = ({ total }: LookPoint, text: (counts: ArmCounts) => string): string => {
    const counts = total.find(({ arm }) => isIts(arm));
    return counts === undefined ? '–' : text(counts);
  };
  const failed = ({ errors, requests }: ArmCounts): string => `${numberText(errors)} of ${numberText(requests)}`;
  const invalid = ({ invalid: bad, checked }: ArmCounts): string => `${numberText(bad)} of ${numberText(checked)}`;
  return [
    { title: `${name}: failed`, figure: true, cell: (point) => counted(point, failed) },
    { title: `${name}: invalid`, figure: true, cell: (point) => counted(point, invalid) },
  ];
}
