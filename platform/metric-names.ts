/** Every metric that Slipway exports, in one table, so that dashboards, rules and documentation have one list to agree with. */

export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

export const metricNames = {
  gatewayRequests: {
    name: 'slipway_gateway_requests_total',
    help: 'Requests that were given to an arm, by how they ended',
    labels: ['model', 'version', 'arm', 'outcome'],
  },
  gatewayAnswersChecked: {
    name: 'slipway_gateway_answers_checked_total',
    help: 'Answers whose content was checked',
    labels: ['model', 'version', 'arm'],
  },
  gatewayAnswersInvalid: {
    name: 'slipway_gateway_answers_invalid_total',
    help: 'Checked answers that failed a check',
    labels: ['model', 'version', 'arm'],
  },
  gatewayRequestDuration: {
    name: 'slipway_gateway_request_duration_seconds',
    help: 'Seconds from the complete request to the last byte of the answer, of requests that ended ok',
    labels: ['model', 'version', 'arm'],
  },
  routeWeight: {
    name: 'slipway_route_weight_percent',
    help: 'Share of traffic that an arm is given now; an expired lease shows as champion 100',
    labels: ['model', 'version', 'arm'],
  },
  routeOwnerEpoch: {
    name: 'slipway_route_owner_epoch',
    help: 'Epoch of the owner that holds the route',
    labels: ['model'],
  },
  routeLeaseExpired: {
    name: 'slipway_route_lease_expired',
    help: '1 while the lease of a canary step has run out and the champion serves alone',
    labels: ['model'],
  },
  runs: { name: 'slipway_runs_total', help: 'Runs that ended, by outcome', labels: ['model', 'outcome'] },
  stageDuration: { name: 'slipway_run_stage_seconds', help: 'Seconds that a stage of a run took', labels: ['model', 'stage'] },
  rollbacks: { name: 'slipway_rollbacks_total', help: 'Rollbacks that were verified, by what caused them', labels: ['model', 'trigger'] },
  trainingStep: { name: 'slipway_training_step', help: 'Latest step of the training in progress', labels: ['model'] },
  trainingLoss: { name: 'slipway_training_loss', help: 'Latest training loss', labels: ['model'] },
} as const satisfies Record<string, MetricDefinition>;
