/** What the entity needs to decide: the rule itself, the pipeline file as it is now, and what became of a run. */

import { hash } from 'node:crypto';
import { log } from '@temporalio/activity';
import type { ResolvedSpec } from '../configs/spec.js';
import { decideAdmission } from '../domain/admission.js';
import { saveSpec } from '../registry/specs.js';
import { unprovenChampion } from '../registry/unproven-champion.js';
import type { TriggerDecision } from '../workflows/contract.js';
import { shortReason, writeAudit, type AuditedEvent } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent, withFailureTypes } from './failure.js';
import type { AdmissionActivities } from './interface.js';

export function createAdmissionActivities(deps: ActivityDependencies): AdmissionActivities {
  return {
    decideAdmission: async (question) => decideAdmission(question),
    async resolveSpec(model) {
      const resolved = await loadSpec(deps, model);
      try {
        await saveSpec(deps.store, model, resolved.spec);
        return { ...resolved, unprotected: [...resolved.unprotected, ...(await unprovenChampion(deps.store, model))] };
      } catch (error) {
        // A trigger that is refused is lost; a run waits for its store, and its report can do without either.
        log.warn('the pipeline file could not be kept for the report of the run, nor its champion looked at', { model, error });
        return resolved;
      }
    },
    recordDecisions: ({ model, decisions }) =>
      withFailureTypes(async () => {
        for (const decision of decisions) await writeAudit(deps, eventOf(model, decision));
      }),
    describeRun: (workflowId) => deps.describeWorkflow(workflowId),
  };
}

function eventOf(model: string, { at, trigger, decision, reason, runId }: TriggerDecision): AuditedEvent {
  const { kind, source, fingerprint } = trigger;
  const details = { trigger: { kind, source, observed: shortReason(trigger.observed) }, decision, reason: shortReason(reason) };
  const told = { model, at, actor: source };
  if (runId !== null) return { ...told, action: 'run-admitted', subject: runId, details, idempotencyKey: `run-admitted/${runId}` };
  // A trigger that is delivered a hundred times, as alerts are, is told once for each answer that it got.
  const answer = hash('sha256', `${fingerprint}\n${decision}\n${reason}`).slice(0, 12);
  return { ...told, action: 'run-refused', subject: fingerprint, details, idempotencyKey: `run-refused/${answer}` };
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
