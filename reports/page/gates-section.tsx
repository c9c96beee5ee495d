/** What the gates said, and what a person answered. */

import type { JSX } from 'preact';
import { decidePromotion } from '../../domain/promotion.js';
import { controlVersion } from './rollout-series.js';
import { NothingOf, Section, type Drawn } from './section.js';
import { VerdictTable } from './verdict-table.js';

export function GatesSection({ data }: Drawn): JSX.Element {
  const { verdicts } = data.run;
  return (
    <Section id="gates" title="Gates">
      {verdicts.length === 0 ? (
        <NothingOf data={data} stage="gate" what="The gates' verdicts" />
      ) : (
        <>
          <p>{decisionOf({ data })}</p>
          <VerdictTable caption="Every gate, with what it was judged by." verdicts={verdicts} compared={isCompared({ data })} />
        </>
      )}
    </Section>
  );
}

function decisionOf({ data }: Drawn): string {
  const { decision } = decidePromotion(data.run.verdicts, []);
  if (decision === 'reject') return 'The worst blocking verdict decides: the candidate was not released.';
  const asked = data.run.stages.some(({ name }) => name === 'approve');
  return `Every blocking gate passed.${asked ? ' A person was asked as well.' : ''}`;
}

function isCompared({ data }: Drawn): boolean {
  return data.evaluation === null ? controlVersion(data) !== null : data.evaluation.champion !== null;
}
