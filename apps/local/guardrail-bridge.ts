/** Turns the gateway's guardrail events into signals: the gateway itself knows nothing of Temporal. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Releases } from '../../client/releases.js';
import type { Logger } from '../../platform/logger.js';
import { guardrailEvents } from '../../platform/traffic-router.js';

export interface GuardrailBridge {
  readonly controlUrl: string;
  readonly releases: Releases;
  readonly logger: Logger;
}

const retryMilliseconds = 1_000;

/** Runs until the returned function is called. Delivery is at least once; the rollout counts only the first. */
export function bridgeGuardrails(bridge: GuardrailBridge): () => Promise<void> {
  const abort = new AbortController();
  const running = forward(bridge, abort.signal);
  return async () => {
    abort.abort();
    await running;
  };
}

async function forward({ controlUrl, releases, logger }: GuardrailBridge, signal: AbortSignal): Promise<void> {
  let seen = 0;
  while (!signal.aborted) {
    try {
      for (const event of await guardrailEvents(controlUrl, seen, signal)) {
        const { model, routeRevision, version, requests, failures, reason } = event;
        await releases.reportRegression(model, { routeRevision, version, requests, failures, reason });
        seen = event.id;
      }
    } catch (error) {
      if (signal.aborted) return;
      // A gateway that restarts, or Temporal away: the events stay with the gateway until they are fetched.
      logger.warn({ error: String(error) }, 'guardrail events could not be passed on; trying again');
      await sleep(retryMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  }
}
