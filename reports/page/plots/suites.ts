/** Shares right of candidate and champion with their intervals, and the paired differences with theirs. */

import { axisFy, axisX, axisY, dot, gridX, ruleX, ruleY } from '@observablehq/plot';
import type { Interval } from '../../../domain/statistics.js';
import { armLook, secondLook } from './colours.js';
import { draw, type Drawing } from './draw.js';

export interface SuiteShare extends Interval {
  readonly suite: string;
  readonly arm: 'champion' | 'candidate';
}

export interface SuiteDifference extends Interval {
  readonly suite: string;
}

const percent = (share: number): number => share * 100;

export function drawShares(shares: readonly SuiteShare[]): Drawing {
  const suites = [...new Set(shares.map(({ suite }) => suite))];
  const arms = [...new Set(shares.map(({ arm }) => arm))];
  const place = { y: 'arm', fy: 'suite' } as const;
  return draw({
    height: 40 + suites.length * 40,
    ...margins,
    x: { domain: [0, 100] },
    y: { axis: null, domain: arms, padding: 0.9, type: 'point' },
    fy: { axis: null, domain: suites, padding: 0 },
    marks: [
      gridX({ ticks: 5 }),
      axisX({ ticks: 5, label: null, tickFormat: (value: number) => `${value} %` }),
      axisFy({ anchor: 'left', label: null }),
      ...arms.flatMap((arm) => {
        const own = shares.filter((share) => share.arm === arm);
        const { colour, symbol } = armLook[arm];
        return [
          ruleY(own, {
            ...place,
            x1: ({ lower }: SuiteShare) => percent(lower),
            x2: ({ upper }: SuiteShare) => percent(upper),
            stroke: colour,
            strokeWidth: 2,
          }),
          dot(own, { ...place, x: ({ estimate }: SuiteShare) => percent(estimate), fill: colour, symbol, r: 5 }),
        ];
      }),
    ],
  });
}

export function drawDifferences(differences: readonly SuiteDifference[]): Drawing {
  const reach = Math.max(5, ...differences.flatMap(({ lower, upper }) => [Math.abs(lower), Math.abs(upper)].map(percent)));
  return draw({
    height: 58 + differences.length * 40,
    ...margins,
    marginBottom: 40,
    x: { domain: [-reach, reach], nice: true },
    y: { type: 'point', domain: differences.map(({ suite }) => suite), padding: 0.6 },
    marks: [
      gridX({ ticks: 5 }),
      axisX({ ticks: 5, label: '← candidate worse · points · candidate better →', labelAnchor: 'center', labelArrow: 'none' }),
      axisY({ label: null, tickSize: 0 }),
      ruleX([0], { strokeWidth: 1.5 }),
      ruleY(differences, {
        y: 'suite',
        x1: ({ lower }: SuiteDifference) => percent(lower),
        x2: ({ upper }: SuiteDifference) => percent(upper),
        stroke: secondLook.colour,
        strokeWidth: 2,
      }),
      dot(differences, {
        y: 'suite',
        x: ({ estimate }: SuiteDifference) => percent(estimate),
        fill: secondLook.colour,
        symbol: 'circle',
        r: 5,
      }),
    ],
  });
}

const margins = { marginLeft: 84, marginRight: 20, marginTop: 6, marginBottom: 28 } as const;
