/** What the latest look said of the candidate, monitor by monitor. */

import type { JSX } from 'preact';
import { controlVersion } from './rollout-series.js';
import { Absent, NothingOf, Section, type Drawn } from './section.js';
import { VerdictTable } from './verdict-table.js';

export function LiveSection({ data }: Drawn): JSX.Element {
  const { liveVerdicts, stages } = data.run;
  const began = stages.some(({ name }) => name === 'canary' || name === 'watch');
  return (
    <Section id="live" title="Live verdicts">
      {liveVerdicts.length > 0 ? (
        <VerdictTable caption="Of the latest look." verdicts={liveVerdicts} compared={controlVersion(data) !== null} />
      ) : began ? (
        <Absent>No monitor judged live traffic: the pipeline file names none, or the run ended before the first look.</Absent>
      ) : (
        <NothingOf data={data} stage={controlVersion(data) === null ? 'watch' : 'canary'} what="Live verdicts" />
      )}
    </Section>
  );
}
