/** Who serves a model: the route table's entry, a change to it, and what the gateway counted. Shared by gateway, router adapter and judge. */

export type Arm = 'champion' | 'candidate' | 'holdback';

export interface RouteArm {
  readonly arm: Arm;
  readonly version: string;
  /** Which inference process serves it; never a port. */
  readonly modelRef: string;
  /** Whole route sums to 100. */
  readonly weightPercent: number;
}

/** What the gateway checks of each answer, off the request's path. Only counts leave it. */
export type AnswerCheck =
  | { readonly kind: 'nonEmpty' }
  | { readonly kind: 'json' }
  | { readonly kind: 'labelSet'; readonly labelPath: string; readonly labels: readonly string[] };

export interface Route {
  readonly model: string;
  /** Raised by every new owner; an older epoch is refused. */
  readonly ownerEpoch: number;
  /** Workflow id that holds the route; `none` before the first claim. */
  readonly owner: string;
  /** Raised by every change of arms. */
  readonly revision: number;
  readonly arms: readonly RouteArm[];
  readonly answerChecks: readonly AnswerCheck[];
  /** Secret of the split: the same users stay in the candidate arm as its weight grows within one rollout. */
  readonly splitSalt: string;
  /** ISO 8601; past it the gateway serves the champion alone and records it. Null: no lease. */
  readonly leaseExpiresAt: string | null;
}

export interface RouteChange {
  readonly model: string;
  readonly ownerEpoch: number;
  readonly arms: readonly RouteArm[];
  readonly answerChecks: readonly AnswerCheck[];
  readonly splitSalt: string;
  /** Null: no lease (watch, rollback, champion alone). */
  readonly leaseSeconds: number | null;
}

export type RequestOutcome = 'ok' | 'upstream_4xx' | 'upstream_5xx' | 'timeout' | 'connect_error' | 'truncated' | 'empty' | 'client_abort';

/** Cumulative counts of one version in one arm since the gateway started. Monotonic within one `startId`. */
export interface ArmCounters {
  readonly arm: Arm;
  readonly version: string;
  readonly outcomes: Readonly<Record<RequestOutcome, number>>;
  /** Answers whose content was checked, and those of them that failed a check. */
  readonly checked: number;
  readonly invalid: number;
  /** Sum of ln(seconds) + 10 and of its square over successful requests, for the latency judge. */
  readonly logDurationSum: number;
  readonly logDurationSquareSum: number;
}

export interface TrafficStats {
  readonly model: string;
  /** New for every gateway process: counters restart at 0 with it. */
  readonly startId: string;
  readonly routeRevision: number;
  readonly at: string;
  readonly arms: readonly ArmCounters[];
}

/** What the gateway saw by itself, without waiting for a look. At most one per route revision. */
export interface GuardrailEvent {
  readonly id: number;
  readonly model: string;
  readonly routeRevision: number;
  readonly version: string;
  readonly reason: string;
  readonly requests: number;
  readonly failures: number;
  readonly at: string;
}
