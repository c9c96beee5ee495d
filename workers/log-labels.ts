/** Which model and run a log line of the Temporal SDK concerns: it names the workflow only. */

/** `run/<model>/<runId>` and so on, as `workflows/contract.ts` makes them; a rollback has an id of its own, not a run's. */
const workflowId = /^(release|run|rollout|rollback)\/([^/]+)(?:\/([^/]+))?$/;

export interface LogLabels {
  readonly model?: string;
  readonly run?: string;
}

export function labelsOf(id: unknown): LogLabels {
  const [, kind, model, run] = (typeof id === 'string' ? workflowId.exec(id) : null) ?? [];
  if (model === undefined) return {};
  return run === undefined || kind === 'rollback' ? { model } : { model, run };
}
