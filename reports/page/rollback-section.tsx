/** A rollback with its times: from the decision to users being verified on the old version. */

import type { JSX } from 'preact';
import type { RollbackReport } from '../../domain/run-state.js';
import { Digest, Facts, Time } from './facts.js';
import { Section, type Drawn } from './section.js';
import { Table } from './table.js';
import { cutText, millisecondsBetween, spanText } from './words.js';

export function RollbackSection({ data }: Drawn): JSX.Element {
  const { rollback } = data.run;
  return (
    <Section id="rollback" title="Rollback">
      {rollback === null ? <p class="absent">There was none in this run.</p> : <Rollback rollback={rollback} />}
    </Section>
  );
}

function Rollback({ rollback }: { readonly rollback: RollbackReport }): JSX.Element {
  const { decidedAt, flippedAt, verifiedAt, from, to, trigger, reason, fromSha256, toSha256, rollbackId } = rollback;
  const moments = [
    { name: 'Decided', at: decidedAt },
    { name: 'Traffic moved', at: flippedAt },
    { name: 'Verified', at: verifiedAt },
  ];
  return (
    <>
      <p>
        From <b>{from ?? 'nothing'}</b> back to <b>{to}</b> in <b>{spanText(millisecondsBetween(decidedAt, verifiedAt))}</b>, from the
        decision to the proof that {to} answers.
      </p>
      <Table
        caption="Times of the rollback."
        rows={moments}
        columns={[
          { title: 'Moment', cell: ({ name }) => name },
          { title: 'Time (UTC)', figure: true, cell: ({ at }) => <Time at={at} precise /> },
          { title: 'After', figure: true, cell: ({ at }) => `${(millisecondsBetween(decidedAt, at) / 1000).toFixed(2)} s` },
        ]}
      />
      <Facts
        as="long"
        facts={[
          ['Asked by', askedBy[trigger]],
          ['Reason', cutText(reason)],
          ['Id', rollbackId],
          ['Taken away', <Digest sha256={fromSha256} absent="not known" />],
          ['Put back', <Digest sha256={toSha256} absent="not known" />],
        ]}
      />
    </>
  );
}

const askedBy: { readonly [Trigger in RollbackReport['trigger']]: string } = {
  judged: 'a look that failed (judged)',
  guardrail: "the gateway's guardrail (guardrail)",
  requested: 'a person (requested)',
  aborted: 'a rollout that could not go on (aborted)',
  adopted: 'a person who made an imported version the champion (adopted)',
};
