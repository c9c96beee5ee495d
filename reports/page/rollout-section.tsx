/** Canary and watch: what each arm got and did over time, and what every look said. */

import type { JSX } from 'preact';
import type { Arm } from '../../domain/route.js';
import { armLegend } from './arm-legend.js';
import { Details, Figure, type LegendEntry } from './figure.js';
import { LooksTable } from './looks-table.js';
import { armLook, outcomeLook } from './plots/colours.js';
import { drawRates, drawRequests, drawWeights, type Rollout } from './plots/rollout.js';
import { controlVersion, lookPoints, type LookPoint } from './rollout-series.js';
import { Absent, NothingOf, Section, type Drawn } from './section.js';
import { countText } from '../../domain/figures.js';
import { notRecorded, numberText, shareText } from './words.js';

export function RolloutSection({ data }: Drawn): JSX.Element {
  const points = lookPoints(data);
  return (
    <Section id="rollout" title="Canary and watch">
      {points.length === 0 ? <NoLooks data={data} /> : <Looks data={data} points={points} />}
    </Section>
  );
}

function NoLooks({ data }: Drawn): JSX.Element {
  const began = data.run.stages.some(({ name }) => name === 'canary' || name === 'watch');
  if (began) return <Absent>The looks at live traffic: {notRecorded}, or lost since.</Absent>;
  return <NothingOf data={data} stage={controlVersion(data) === null ? 'watch' : 'canary'} what="Canary and watch" />;
}

/** So many that a reader need not ask for them. */
const fewLooks = 15;

interface Shown extends Drawn {
  readonly points: readonly LookPoint[];
}

function Looks({ data, points }: Shown): JSX.Element {
  const rollout: Rollout = { points, end: endOf({ data, points }) };
  const arms = [...new Set(points.flatMap(({ total }) => total.map(({ arm }) => arm)))];
  const legend = armLegend(data, arms, 'line');
  const known = points.some(({ weightPercent }) => weightPercent !== null);
  return (
    <>
      <p>{summaryOf(data, points)}</p>
      {!known && <Absent>The candidate's share of users: {notRecorded}.</Absent>}
      <div class="plots">
        {known && (
          <Figure
            title="The candidate's share of users"
            says="Steps of the plan; each mark is a look and what it said."
            drawing={drawWeights(rollout)}
            legend={outcomeLegend}
          />
        )}
        <Figure title="Requests a minute" says="Since the look before, by arm." drawing={drawRequests(rollout)} legend={legend} />
        <Figure title="Failed requests" says={ratesSay(points, 'errors')} drawing={drawRates(rollout, 'errors')} legend={legend} />
        <Figure title="Invalid answers" says={ratesSay(points, 'invalid')} drawing={drawRates(rollout, 'invalid')} legend={legend} />
      </div>
      <Details summary={`Figures of these plots: every look (${points.length})`} open={points.length <= fewLooks}>
        <LooksTable points={points} control={controlVersion(data)} />
      </Details>
    </>
  );
}

const outcomeLegend: readonly LegendEntry[] = [
  { label: 'share of users', look: { ...armLook.candidate, symbol: 'plus' }, as: 'line' },
  { label: 'pass', look: outcomeLook.pass, as: 'symbol' },
  { label: 'inconclusive', look: outcomeLook.inconclusive, as: 'hollow' },
  { label: 'fail', look: outcomeLook.fail, as: 'symbol' },
];

/** To nobody at a rollback, to everybody after a watch. */
function endOf({ data, points }: Shown): Rollout['end'] {
  const { run } = data;
  const begin = Date.parse(points[0]?.at ?? '');
  if (run.rollback !== null) return { milliseconds: Math.max(0, Date.parse(run.rollback.flippedAt) - begin), weightPercent: 0 };
  const isReleased = run.outcome === 'released' || run.outcome === 'released-unproven';
  return isReleased ? { milliseconds: Math.max(0, Date.parse(run.endedAt) - begin), weightPercent: 100 } : null;
}

function summaryOf(data: Drawn['data'], points: readonly LookPoint[]): string {
  const { run } = data;
  const first = controlVersion(data) === null ? 'A first release has no canary, because there is nothing to compare it with. ' : '';
  const judged = points.filter(({ kind }) => kind === 'judged');
  const failed = judged.filter(({ outcome }) => outcome === 'fail').length;
  const end = run.rollback === null ? '' : ` It ended with a rollback (${run.rollback.trigger}).`;
  const opened = countText(points.length - judged.length, 'other');
  return `${first}${countText(judged.length, 'look')} judged live traffic, ${failed === 0 ? 'none failed' : `${failed} failed`}; ${opened} only began to count at a new weight.${end}`;
}

function ratesSay(points: readonly LookPoint[], count: 'errors' | 'invalid'): string {
  const what = count === 'errors' ? 'Share of requests that failed' : 'Share of checked answers that were not what the task asks for';
  const totals = new Map<Arm, string>();
  for (const { arm, requests, errors, checked, invalid } of points.at(-1)?.total ?? []) {
    const [bad, all] = count === 'errors' ? [errors, requests] : [invalid, checked];
    totals.set(arm, `${arm} ${numberText(bad)} of ${numberText(all)}${all === 0 ? '' : ` (${shareText(bad / all)})`}`);
  }
  return `${what}, added up since its phase began, with 95 % intervals. At the end: ${[...totals.values()].join(', ')}.`;
}
