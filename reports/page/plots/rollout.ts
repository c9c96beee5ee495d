/** A rollout over time: the candidate's weight with every look, and requests and rates by arm. */

import { areaY, axisX, axisY, dot, gridY, line, ruleX, type Markish } from '@observablehq/plot';
import type { VerdictOutcome } from '../../../domain/verdict.js';
import type { LookPoint } from '../rollout-series.js';
import { armLook, outcomeLook } from './colours.js';
import { draw, type Drawing } from './draw.js';
import { unitFor, type TimeUnit } from './elapsed.js';
import { rateLines, requestLines, thinned, topOf, type ArmLine, type ArmPoint } from './rollout-lines.js';

export interface Rollout {
  readonly points: readonly LookPoint[];
  /** When and to what the candidate's weight went in the end; null when it was not recorded. */
  readonly end: { readonly milliseconds: number; readonly weightPercent: number } | null;
}

const layout = { height: 220, marginLeft: 48, marginRight: 16, marginTop: 12, marginBottom: 38 } as const;

export function drawWeights({ points, end }: Rollout): Drawing {
  const frame = frameOf({ points, end });
  const weights = points.flatMap(({ milliseconds, weightPercent }) =>
    weightPercent === null ? [] : [{ at: milliseconds, weight: weightPercent }],
  );
  const steps = end === null ? weights : [...weights, { at: end.milliseconds, weight: end.weightPercent }];
  const judged = points.filter(({ kind, weightPercent }) => kind === 'judged' && weightPercent !== null);
  return draw({
    ...layout,
    x: { domain: frame.domain },
    y: { domain: [0, 100] },
    marks: [
      ...axes(frame.unit, (value) => `${value} %`),
      line(thinned(steps), {
        x: ({ at }: { at: number }) => at / frame.unit.milliseconds,
        y: 'weight',
        curve: 'step-after',
        stroke: armLook.candidate.colour,
        strokeWidth: 1.8,
      }),
      ...(['pass', 'inconclusive', 'fail'] as const).map((outcome) => looksOf(judged, outcome, frame.unit)),
    ],
  });
}

/** Added up within each phase, with 95 % intervals. */
export function drawRates(rollout: Rollout, count: 'errors' | 'invalid'): Drawing {
  const lines = rateLines(rollout.points, count);
  const { unit, domain } = frameOf(rollout);
  const x = ({ at }: ArmPoint): number => at / unit.milliseconds;
  return draw({
    ...layout,
    x: { domain },
    y: { domain: [0, topOf(lines)], clamp: true },
    marks: [
      ...axes(unit, (value) => `${Number(value.toPrecision(3))} %`),
      ...lines.map(({ arm, points }) => areaY(points, { x, y1: 'lower', y2: 'upper', fill: armLook[arm].colour, fillOpacity: 0.16 })),
      stepRules(rollout, unit),
      ...lines.flatMap((each) => lineAndDots(each, x)),
    ],
  });
}

/** A minute, since the look before. */
export function drawRequests(rollout: Rollout): Drawing {
  const lines = requestLines(rollout.points);
  const { unit, domain } = frameOf(rollout);
  const x = ({ at }: ArmPoint): number => at / unit.milliseconds;
  const most = Math.max(1, ...lines.flatMap(({ points }) => points.map(({ estimate }) => estimate)));
  return draw({
    ...layout,
    x: { domain },
    y: { domain: [0, most], nice: true },
    marks: [
      ...axes(unit, (value) => value.toLocaleString('en-US')),
      stepRules(rollout, unit),
      ...lines.flatMap((each) => lineAndDots(each, x)),
    ],
  });
}

function frameOf({ points, end }: Rollout): { readonly unit: TimeUnit; readonly domain: [number, number] } {
  const longest = Math.max(1_000, points.at(-1)?.milliseconds ?? 0, end?.milliseconds ?? 0);
  const unit = unitFor(longest);
  // A little more than it lasted, so that its end is not lost in the frame.
  return { unit, domain: [0, (longest * 1.03) / unit.milliseconds] };
}

function axes(unit: TimeUnit, tickFormat: (value: number) => string): Markish[] {
  return [
    gridY({ ticks: 5 }),
    axisY({ ticks: 5, label: null, tickFormat }),
    axisX({ ticks: 6, label: `${unit.name} since the rollout began`, labelAnchor: 'center', labelArrow: 'none' }),
  ];
}

/** Where a new weight began. */
function stepRules({ points }: Rollout, unit: TimeUnit): Markish {
  const begun = points.filter(
    (point, index) => index > 0 && (point.phase !== points[index - 1]?.phase || point.step !== points[index - 1]?.step),
  );
  return ruleX(begun, { x: ({ milliseconds }: LookPoint) => milliseconds / unit.milliseconds, strokeDasharray: '1 3', strokeOpacity: 0.7 });
}

function lineAndDots({ arm, points }: ArmLine, x: (point: ArmPoint) => number): Markish[] {
  const { colour, dash, symbol } = armLook[arm];
  return [
    line(points, { x, y: 'estimate', stroke: colour, strokeWidth: 1.8, strokeDasharray: dash }),
    // Of many looks the line is enough.
    dot(points.length <= 24 ? points : points.slice(-1), { x, y: 'estimate', fill: colour, symbol, r: 4 }),
  ];
}

const marksOf: Readonly<Record<VerdictOutcome, object>> = {
  pass: { fill: outcomeLook.pass.colour, r: 3 },
  inconclusive: { fill: 'var(--page)', stroke: outcomeLook.inconclusive.colour, strokeWidth: 1.8, r: 3.5 },
  fail: { stroke: outcomeLook.fail.colour, strokeWidth: 3, r: 7 },
};

function looksOf(judged: readonly LookPoint[], outcome: VerdictOutcome, unit: TimeUnit): Markish {
  const shown = thinned(judged.filter((point) => point.outcome === outcome));
  const x = ({ milliseconds }: LookPoint): number => milliseconds / unit.milliseconds;
  return dot(shown, { x, y: 'weightPercent', symbol: outcomeLook[outcome].symbol, ...marksOf[outcome] });
}
