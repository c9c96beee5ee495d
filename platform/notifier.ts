/** Alerts to the log and to webhooks, each once: a small file marks what has been delivered. */

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
  const once = async (mark: string, deliver: () => Promise<void> | void): Promise<void> => {
    const key = `notifications/${mark}`;
    if ((await store.read(key)) !== undefined) return;
    await deliver();
    await store.create(key, new Date().toISOString());
  };
  return {
    async notify(key, { webhooks, alert }) {
      await once(`${key}/log`, () => logger.warn({ alert }, `${alert.model} ${alert.runId} ended ${alert.outcome}: ${alert.reason}`));
      const failures: string[] = [];
      for (const reference of webhooks) {
        // One receiver that is down must not keep the alert from the others; the retry reaches those that are left.
        await once(`${key}/${reference.replace(/^env:/, '')}`, () => post(addressOf(reference), { key, ...alert })).catch(
          (error: unknown) => {
            failures.push(`${reference}: ${error instanceof Error ? error.message : String(error)}`);
          },
        );
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
