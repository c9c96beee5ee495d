/** How the loss fell, at `models/<model>/training/<runId>.json`: kept apart from the run's record, which travels through workflow history. */

import { z } from 'zod';
import { thinned, type CurvePoint, type LossCurves } from '../domain/loss-curves.js';
import type { ObjectStore } from '../platform/ports.js';
import { checkName, decode, encode } from './stored.js';

export type { CurvePoint } from '../domain/loss-curves.js';

export interface TrainingCurves {
  readonly model: string;
  readonly runId: string;
  /** At most 1,000 points each, in rising steps; thinned evenly when there were more. */
  readonly train: readonly CurvePoint[];
  readonly validation: readonly CurvePoint[];
}

/** More than a plot can show. */
const mostPoints = 1_000;

const curve = z.array(z.strictObject({ step: z.int().nonnegative(), loss: z.number() }));

const schema: z.ZodType<TrainingCurves> = z.strictObject({ model: z.string(), runId: z.string(), train: curve, validation: curve });

/** Once a run: what is there already stays, as a repeated training gives the same. */
export async function saveTrainingCurves(
  store: ObjectStore,
  run: Pick<TrainingCurves, 'model' | 'runId'>,
  curves: LossCurves,
): Promise<void> {
  const key = curvesKey(run.model, run.runId);
  const { model, runId } = run;
  const kept = { model, runId, train: thinned(curves.train, mostPoints), validation: thinned(curves.validation, mostPoints) };
  await store.create(key, encode(schema, key, kept));
}

/** Undefined when the run trained nothing, or an earlier release of Slipway trained it. */
export async function readTrainingCurves(store: ObjectStore, model: string, runId: string): Promise<TrainingCurves | undefined> {
  const key = curvesKey(model, runId);
  const stored = await store.read(key);
  return stored === undefined ? undefined : decode(schema, key, stored.body);
}

function curvesKey(model: string, runId: string): string {
  return `models/${checkName('model', model)}/training/${checkName('run id', runId)}.json`;
}
