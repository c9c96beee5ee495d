/**
 * Alerts to the log and to webhooks, each once: a small file marks what has been delivered. A process that dies between the two delivers
 * again, with the same key: an alert may come twice, and never not at all.
 */

import { fetch } from 'undici';
import type { Logger } from './logger.js';
import type { Notifier, ObjectStore } from './ports.js';

export interface NotifierOptions {
  readonly store: ObjectStore;
  readonly logger: Logger;
  /** The address behind `env:NAME`; throws when it is not set. */
  addressOf(reference: string): string;
}

/** A webhook that hangs must not hold the alert of the next one. */
const webhookTimeoutMilliseconds = 10_000;

export function createNotifier({ store, logger, addressOf }: NotifierOptions): Notifier {
  // On a full disk each retry of hours would deliver anew.
  const deliveredUnmarked = new Set<string>();
  const once = async (mark: string, deliver: () => Promise<void> | void): Promise<void> => {
    const key = `notifications/${mark}`;
    if ((await store.read(key)) !== undefined) return;
    if (!deliveredUnmarked.has(key)) await deliver();
    deliveredUnmarked.add(key);
    await store.create(key, new Date().toISOString());
    deliveredUnmarked.delete(key);
  };
  return {
    async notify(key, { webhooks, alert }) {
      // What is waited for is no end.
      const verb = alert.outcome.startsWith('needs-') ? '' : 'ended ';
      const log = (): void => logger.warn({ alert }, `${alert.model} ${alert.runId} ${verb}${alert.outcome}: ${alert.reason}`);
      const receivers: readonly (readonly [string, () => Promise<void> | void])[] = [
        ['log', log],
        ...webhooks.map((reference) => [reference, () => post(addressOf(reference), { key, ...alert })] as const),
      ];
      const failures: string[] = [];
      for (const [name, deliver] of receivers) {
        // One receiver that is down, or cannot be marked, must not keep the alert from the others; the retry reaches those that are left.
        await once(`${key}/${name.replace(/^env:/, '')}`, deliver).catch((error: unknown) => {
          failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        });
      }
      if (failures.length > 0) throw new Error(failures.join('; '));
    },
  };
}

async function post(address: string, body: object): Promise<void> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(webhookTimeoutMilliseconds),
  });
  if (!response.ok) throw new Error(`webhook: expected a 2xx answer, got ${response.status}; check the receiver`);
}
