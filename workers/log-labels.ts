/** Which model and run a log line of the Temporal SDK concerns: it names the workflow only. */

/** `run/<model>/<runId>` and so on, as `workflows/contract.ts` makes them. */
const workflowId = /^(release|run|rollout|rollback|import|reproduce)\/([^/]+)(?:\/([^/]+))?$/;

export interface LogLabels {
  readonly model?: string;
  readonly run?: string;
}

export function labelsOf(id: unknown): LogLabels {
  const [, kind, model, run] = (typeof id === 'string' ? workflowId.exec(id) : null) ?? [];
  if (model === undefined) return {};
  // The others have ids of their own, not a run's.
  return run !== undefined && (kind === 'run' || kind === 'rollout') ? { model, run } : { model };
}
