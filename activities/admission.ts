/** What the entity needs to decide: the rule itself, the pipeline file as it is now, and what became of a run. */

import { log } from '@temporalio/activity';
import type { ResolvedSpec } from '../configs/spec.js';
import { decideAdmission } from '../domain/admission.js';
import { saveSpec } from '../registry/specs.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent } from './failure.js';
import type { AdmissionActivities } from './interface.js';

export function createAdmissionActivities(deps: ActivityDependencies): AdmissionActivities {
  return {
    decideAdmission: async (question) => decideAdmission(question),
    async resolveSpec(model) {
      const resolved = await loadSpec(deps, model);
      try {
        await saveSpec(deps.store, model, resolved.spec);
      } catch (error) {
        // A trigger that is refused is lost; a run waits for its store, and its report can do without the file.
        log.warn('the pipeline file could not be kept for the report of the run', { model, error });
      }
      return resolved;
    },
    describeRun: (workflowId) => deps.describeWorkflow(workflowId),
  };
}

async function loadSpec(deps: ActivityDependencies, model: string): Promise<ResolvedSpec> {
  try {
    return await deps.loadSpec(model);
  } catch (error) {
    // By name, as configs is known here by its types only. A disk that cannot be read now is tried again.
    if (error instanceof Error && error.name === 'SpecError') throw permanent('SpecInvalid', error.message);
    throw error;
  }
}
