/** What the entity needs to decide: the rule itself, the pipeline file as it is now, and what became of a run. */

import { decideAdmission } from '../domain/admission.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent } from './failure.js';
import type { AdmissionActivities } from './interface.js';

export function createAdmissionActivities(deps: ActivityDependencies): AdmissionActivities {
  return {
    decideAdmission: async (question) => decideAdmission(question),
    async resolveSpec(model) {
      try {
        return await deps.loadSpec(model);
      } catch (error) {
        throw permanent('SpecInvalid', error instanceof Error ? error.message : String(error));
      }
    },
    describeRun: (workflowId) => deps.describeWorkflow(workflowId),
  };
}
