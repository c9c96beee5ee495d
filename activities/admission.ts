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
        // By name, as configs is known here by its types only. A disk that cannot be read now is tried again.
        if (error instanceof Error && error.name === 'SpecError') throw permanent('SpecInvalid', error.message);
        throw error;
      }
    },
    describeRun: (workflowId) => deps.describeWorkflow(workflowId),
  };
}
