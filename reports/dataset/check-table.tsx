/** What each check of the data says, with what it was judged by. */

import type { JSX } from 'preact';
import type { Check } from '../../dataset/check.js';
import { VerdictBadge } from '../page/badge.js';
import { Details } from '../page/figure.js';
import { Table } from '../page/table.js';
import { cutText, keepUnits, numberText } from '../page/words.js';
import { limitText, observedText } from './check-figures.js';

/** What passed is few people's concern: closed, unless there is nothing else. */
export function CheckTables({ checks }: { readonly checks: readonly Check[] }): JSX.Element {
  const passed = checks.filter(({ verdict }) => verdict === 'pass');
  const others = checks.filter(({ verdict }) => verdict !== 'pass');
  return (
    <>
      {others.length > 0 && <CheckTable caption="Checks of the data: first what stops it, then what warns." checks={worstFirst(others)} />}
      {passed.length > 0 && (
        <Details summary={`${numberText(passed.length)} checks passed`} open={others.length === 0}>
          <CheckTable caption="Checks of the data that passed." checks={passed} />
        </Details>
      )}
    </>
  );
}

function CheckTable({ caption, checks }: { readonly caption: string; readonly checks: readonly Check[] }): JSX.Element {
  return (
    <Table
      caption={caption}
      phone="cards"
      rows={checks}
      columns={[
        { title: 'Check', cell: ({ name }) => name },
        { title: 'Verdict', cell: (check) => <VerdictBadge verdict={check} /> },
        { title: 'Severity', cell: ({ severity }) => (severity === 'block' ? 'blocks' : 'warns') },
        { title: 'Observed', figure: true, cell: observedText },
        { title: 'Limit', figure: true, cell: limitText },
        { title: 'Concerns', figure: true, cell: ({ count }) => numberText(count) },
        { title: 'Reason', prose: true, cell: ({ reason }) => keepUnits(cutText(reason, 600)) },
      ]}
    />
  );
}

/** What stopped the data, then what warns, then what passed; in the order of the report within each. */
export function worstFirst(checks: readonly Check[]): Check[] {
  const badness = ({ verdict, severity }: Check): number => (verdict === 'pass' ? 0 : severity === 'warn' ? 1 : 2);
  return checks.toSorted((left, right) => badness(right) - badness(left));
}
