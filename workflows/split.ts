/** Who gets how much in each phase of a rollout. Weights of a route always sum to 100. */

import type { RouteArm } from '../domain/route.js';
import { modelRefOf } from '../domain/model-version.js';
import type { ServedVersion } from './contract.js';

interface Sides {
  readonly model: string;
  readonly candidate: ServedVersion;
  readonly champion: ServedVersion | null;
}

export function duringCanary(sides: Sides, candidatePercent: number): RouteArm[] {
  if (sides.champion === null) return alone(sides.model, sides.candidate);
  return [
    { ...served(sides.model, sides.champion), arm: 'champion', weightPercent: 100 - candidatePercent },
    { ...served(sides.model, sides.candidate), arm: 'candidate', weightPercent: candidatePercent },
  ];
}

/** 100 % leaves a few users on the old version: against yesterday's history a harmless daily swing looks like a regression. */
export function duringWatch(sides: Sides, holdbackPercent: number): RouteArm[] {
  const candidate = { ...served(sides.model, sides.candidate), arm: 'candidate' } as const;
  if (sides.champion === null || holdbackPercent === 0) return [{ ...candidate, weightPercent: 100 }];
  return [
    { ...candidate, weightPercent: 100 - holdbackPercent },
    { ...served(sides.model, sides.champion), arm: 'holdback', weightPercent: holdbackPercent },
  ];
}

export function afterWatch(sides: Sides): RouteArm[] {
  return alone(sides.model, sides.candidate);
}

export function alone(model: string, version: ServedVersion): RouteArm[] {
  return [{ ...served(model, version), arm: 'champion', weightPercent: 100 }];
}

function served(model: string, version: ServedVersion): { readonly version: string; readonly modelRef: string } {
  return { version: version.version, modelRef: modelRefOf(model, version.version) };
}
