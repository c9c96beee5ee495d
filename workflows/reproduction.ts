/** A version made again from its records, to see whether it comes out the same. Touches no traffic and no heads, so it needs no admission. */

import { CancellationScope, CancelledFailure, setCurrentDetails } from '@temporalio/workflow';
import type { RunContext } from '../activities/interface.js';
import type { ReproductionPlan } from '../activities/reproduction-interface.js';
import { differenceText, reproductionLines, type Difference } from '../domain/reproduction.js';
import { concludeReproduction, packageModel, planReproduction, trainingHostOn, trainingOn } from './activity-options.js';
import type { ReproductionRequest, ReproductionResult } from './contract.js';

export interface ReproductionInput extends ReproductionRequest {
  readonly model: string;
  readonly reproductionId: string;
}

export async function reproduction(input: ReproductionInput): Promise<ReproductionResult> {
  try {
    return await fromRecordsToComparison(input);
  } catch (error) {
    // An activity that fails while it is being cancelled, as with a worker that died, is a cancellation too.
    if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('the reproduction was cancelled');
    throw error;
  }
}

async function fromRecordsToComparison(input: ReproductionInput): Promise<ReproductionResult> {
  const { model, version, reproductionId, anyway } = input;
  const startedAt = new Date().toISOString();
  const question = { model, version, reproductionId };
  tell(input, `reading the records of ${version} and the bytes of its dataset`);
  const planned = await planReproduction(question);
  if ('refused' in planned) return refuse(input, planned.refused);
  const { plan } = planned;

  tell(input, 'comparing code and packages with the recorded ones');
  const { queue } = plan.resolved.spec.train;
  const differences = await trainingHostOn(queue).compareTrainingHost(plan.host);
  if (differences.length > 0 && !anyway) return refuse(input, reasonOf(version, differences), differences);

  const context: RunContext = { model, runId: reproductionId, resolved: plan.resolved };
  tell(input, `training${spite(differences)}`, plan);
  const trained = await trainingOn(queue).train({ ...context, dataset: plan.dataset });

  tell(input, `packaging adapter ${trained.adapterSha256.slice(0, 12)}`, plan);
  const { artifact } = await packageModel({ ...context, merged: trained.merged });

  tell(input, `comparing GGUF ${artifact.gguf.sha256.slice(0, 12)} with the recorded one`, plan);
  const record = await concludeReproduction({
    ...question,
    requestedBy: input.requestedBy,
    anyway,
    startedAt,
    differences,
    trained,
    artifact,
  });
  tell(input, `**${record.outcome}**\n\n${reproductionLines(record).join('\n')}`, plan);
  return record;
}

function refuse(input: ReproductionInput, reason: string, differences: readonly Difference[] = []): ReproductionResult {
  const { model, reproductionId, version } = input;
  tell(input, `**refused**: ${reason}`);
  return { outcome: 'refused', model, reproductionId, version, reason, differences };
}

function reasonOf(version: string, differences: readonly Difference[]): string {
  const named = differences.map(differenceText).join('; ');
  return `${version} may not come out the same here: ${named}; use what was recorded, or make it all the same with --anyway`;
}

function spite(differences: readonly Difference[]): string {
  return differences.length === 0 ? '' : ` in spite of: ${differences.map(differenceText).join('; ')}`;
}

function tell({ model, version, requestedBy }: ReproductionInput, text: string, plan?: ReproductionPlan): void {
  const made =
    plan === undefined
      ? []
      : [
          [
            `- dataset: ${plan.dataset.version.slice(0, 12)}`,
            `- base model: ${plan.resolved.spec.train.baseModel.name}, ${plan.resolved.spec.train.baseModel.uri}`,
            `- pipeline file: ${plan.resolved.digest.slice(0, 12)}`,
          ].join('\n'),
        ];
  setCurrentDetails([`### ${model} ${version} made again`, `Asked for by ${requestedBy}`, text, ...made].join('\n\n'));
}
