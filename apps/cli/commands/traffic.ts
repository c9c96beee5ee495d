/** `slipway traffic`: practice users for a release on this machine. A canary without requests has no evidence, and nothing is promoted on none. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { durationPattern, millisecondsOf } from '../../../domain/duration.js';
import { environment } from '../local.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { outputOf } from '../output.js';
import { startProgress } from '../progress.js';
import { promptsOf } from '../prompts.js';
import { stopSignal } from '../role.js';

/** More than a small model on two cores answers; this is practice and no load test. */
const mostPerSecond = 50;
const tellMilliseconds = 1_000;

interface TrafficOptions {
  readonly perSecond: string;
  readonly for: string;
}

export function configureTraffic(command: Command): void {
  command
    .argument('<model>')
    .option('--per-second <n>', `requests a second, at most ${mostPerSecond}`, '10')
    .option('--for <duration>', 'then it ends by itself', '10m')
    .action(send);
  examples(command, [['Ten requests a second while a first canary runs', 'slipway traffic support-triage --for 15m']]);
}

async function send(model: string, options: TrafficOptions, command: Command): Promise<void> {
  const { perSecond, milliseconds } = planOf(options);
  const output = outputOf(command);
  const { SLIPWAY_GATEWAY_URL: gatewayUrl } = await environment();
  requireLoopback(gatewayUrl);
  const prompts = await promptsOf(model);
  const { startTraffic } = await import('../../local/traffic.js');
  const stopped = stopSignal();
  const traffic = startTraffic({
    gatewayUrl,
    model,
    requestsPerSecond: perSecond,
    prompts,
    maxTokens: 64,
    isUsable: (text) => text !== '',
  });
  const bar = startProgress(output, { what: `practice traffic to ${model}`, total: Math.round(milliseconds / 1000), unit: 's' });
  const begun = performance.now();
  while (!stopped.aborted && performance.now() - begun < milliseconds) {
    await sleep(tellMilliseconds, undefined, { signal: stopped }).catch(() => undefined);
    bar.update(Math.round(Math.min(milliseconds, performance.now() - begun) / 1000), countsText(traffic.counts()));
  }
  await traffic.stop();
  const counts = traffic.counts();
  bar.end();
  output.result(counts, [countsText(counts)]);
}

function planOf(options: TrafficOptions): { readonly perSecond: number; readonly milliseconds: number } {
  const perSecond = Number(options.perSecond);
  if (!(perSecond > 0 && perSecond <= mostPerSecond)) {
    throw new UsageError({
      what: `--per-second: ${JSON.stringify(options.perSecond)} cannot be sent`,
      why: `expected a number above 0 and at most ${mostPerSecond}`,
      next: 'leave it out for 10',
    });
  }
  if (!durationPattern.test(options.for)) {
    throw new UsageError({
      what: `--for: ${JSON.stringify(options.for)} is no duration`,
      why: 'expected a number with a unit',
      next: 'write 90s, 15m or 2h',
    });
  }
  return { perSecond, milliseconds: millisecondsOf(options.for) };
}

/** Invented requests must not reach a system that serves people. */
function requireLoopback(gatewayUrl: string): void {
  const { hostname } = new URL(gatewayUrl);
  if (hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')) return;
  throw new UsageError({
    what: `practice traffic goes to this machine only, and the gateway is at ${gatewayUrl}`,
    why: 'invented requests would be counted as evidence beside those of real users',
    next: 'let real users use it, or practise with slipway up on this machine',
  });
}

interface Counts {
  readonly sent: number;
  readonly failed: number;
  readonly byVersion: Readonly<Record<string, number>>;
}

function countsText({ sent, failed, byVersion }: Counts): string {
  const served = Object.entries(byVersion).map(([version, count]) => `${version} ${count}`);
  return sent === 0
    ? 'waiting for a first release'
    : `${sent} sent, ${failed} failed${served.length === 0 ? '' : `; ${served.join(', ')}`}`;
}
