/** Judges the shape of a batch: lengths, role patterns, tools and sources against the existing set, each tested as labels are, the worst named. */

import { checkOf, type Check } from '../check.js';
import { compareKinds, hasMoved, isTooSmall, kindsOf, smallestSample, type Comparison } from './compare.js';
import { knowsFields } from './fields.js';
import type { Tally } from './tally.js';
import { tellComparison } from './tell-comparison.js';
import { counted, namedSamples, nothingNew, quoted, rounded } from './wording.js';

/** The same effect at which labels warn by default. */
const warnFrom = 0.1;

const aspects = ['length', 'roles', 'tools', 'sources'] as const;
type Aspect = (typeof aspects)[number];

/** Never blocks: a batch of another shape may be just what was missing. */
export function judgeShape(existing: Tally | null, fresh: Tally): Check {
  if (fresh.examples === 0) return nothingNew('shape');
  if (existing === null || existing.examples === 0) {
    return checkOf('shape', { verdict: 'pass', severity: 'warn', reason: 'There is no existing set to compare with.' });
  }
  if (Math.min(existing.examples, fresh.examples) < smallestSample) {
    const reason = `Too few to judge: ${fresh.examples} new against ${existing.examples} existing examples, ${smallestSample} each are needed.`;
    return checkOf('shape', { verdict: 'inconclusive', severity: 'warn', reason });
  }
  const compared = compareAspects(existing, fresh);
  const moved = compared.filter(({ comparison }) => hasMoved(comparison, warnFrom));
  const [worst] = (moved.length > 0 ? moved : compared).toSorted((a, b) => b.comparison.distance - a.comparison.distance);
  if (worst === undefined) return nothingNew('shape');
  const figures = `${told[worst.aspect]}: ${tellComparison(worst.comparison, `warns from ${warnFrom}`)}`;
  return checkOf('shape', {
    verdict: moved.length > 0 ? 'fail' : 'pass',
    severity: 'warn',
    observed: rounded(worst.comparison.distance),
    limit: warnFrom,
    count: moved.length,
    reason: moved.length > 0 ? `${counted(moved.length, 'aspect')} of the shape moved. ${figures}` : `The shape is as before. ${figures}`,
    samples: moved.flatMap(({ aspect, comparison }) => samplesOf(aspect, comparison)),
  });
}

interface Compared {
  readonly aspect: Aspect;
  readonly comparison: Comparison;
}

const told: Record<Aspect, string> = { length: 'Length in words', roles: 'Roles', tools: 'Tools', sources: 'Sources' };

function compareAspects(existing: Tally, fresh: Tally): Compared[] {
  return aspects
    .filter((aspect) => aspect !== 'sources' || knowsFields(existing))
    .map((aspect) => ({ aspect, comparison: compareKinds(countsOf(existing, aspect), countsOf(fresh, aspect)) }))
    .filter(({ comparison }) => !isTooSmall(comparison));
}

function countsOf(tally: Tally, aspect: Aspect): Map<string, number> {
  switch (aspect) {
    case 'length':
      return kindsOf(tally.lengths);
    case 'roles':
      return kindsOf(tally.roles, { '(rarer patterns)': tally.beyond.roles });
    case 'tools':
      return kindsOf(tally.tools, { '(rarer tools)': tally.beyond.tools });
    case 'sources':
      return kindsOf(tally.sources, { '(no source)': unsourced(tally), '(rarer sources)': tally.beyond.sources });
  }
}

function unsourced(tally: Tally): number {
  return Object.values(tally.sources).reduce((rest, count) => rest - count, tally.examples - tally.beyond.sources);
}

function samplesOf(aspect: Aspect, { largestMove, appeared, vanished }: Comparison): Check['samples'] {
  const moved =
    largestMove === null ? [] : namedSamples(`${aspect}-moved`, [largestMove.name], (name) => `${told[aspect]}: ${quoted(name)}`);
  return [...moved, ...namedSamples(`new-${aspect}`, appeared), ...namedSamples(`vanished-${aspect}`, vanished)];
}
