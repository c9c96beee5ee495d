/** The demo's story, act by act: a first release, a better one, a poisoned one, one that fails live, and a rollback by hand. */

import { setTimeout as sleep } from 'node:timers/promises';
import { createTrafficRouter } from '../../../platform/traffic-router.js';
import type { RollbackReport, RunResult } from '../../../workflows/contract.js';
import type { FaultProxy } from '../fault-proxy.js';
import type { Stack } from '../stack.js';
import { batches, demoModel, type DemoFiles } from './files.js';
import type { Observed } from './expectations.js';
import { follow, nextRunId, patiently, type Following } from './follow.js';
import type { Screen } from './screen.js';
import { startTicketTraffic } from './traffic.js';
import type { Traffic } from '../traffic.js';

export interface Stage {
  readonly stack: Stack;
  readonly files: DemoFiles;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

export interface Played {
  readonly observed: Observed;
  readonly traffic: Traffic;
  readonly byHand: RollbackReport;
}

export async function play(stage: Stage): Promise<Played> {
  const { stack, files, screen } = stage;
  screen.act('1  The first release: a quarter of the data, absolute floors');
  await files.writeBatch('batch-1', batches.first());
  const traffic = startTicketTraffic({ gatewayUrl: stack.gatewayUrl, model: demoModel, requestsPerSecond: 20 });
  stage.signal.addEventListener('abort', () => void traffic.stop(), { once: true });
  const first = await triggerAndFollow(stage, 'the first 300 tickets');

  screen.act('2  More data: v2 against v1, then canary 5 % → 25 % → 100 % and watch');
  await files.writeBatch('batch-2', batches.second());
  const second = await triggerAndFollow(stage, '900 new tickets');

  screen.act('3  New tickets whose labels were shifted by mistake');
  const before = await servedNow(stage);
  await files.writeBatch('batch-3', batches.permuted());
  const permuted = await triggerAndFollow(stage, '900 new tickets');
  const after = await servedNow(stage);

  screen.act('4  The mistake mended; v4 is fine offline and fails live from the 25 % step on');
  await files.writeBatch('batch-3', []);
  await files.writeBatch('batch-4', batches.fourth());
  const faulty = await withLiveFault(stage);

  screen.act('5  Back to v1, by hand');
  const byHand = await rollBackByHand(stage);
  const observed = { first, second, permuted, faulty, production: { before, after }, servedAtEnd: await servedVersion(stage) };
  await traffic.stop();
  return { observed, traffic, byHand };
}

async function triggerAndFollow(stage: Stage, what: string): Promise<RunResult> {
  const { releases } = stage.stack;
  const following: Following = { releases, model: demoModel, screen: stage.screen, signal: stage.signal };
  const known = (await patiently(stage.signal, () => releases.state(demoModel)))?.decisions.length ?? 0;
  await releases.trigger(demoModel, {
    kind: 'new-data',
    source: 'demo',
    fingerprint: `demo-${known}`,
    observed: what,
    at: new Date().toISOString(),
  });
  const result = await follow(following, await nextRunId(following, known));
  stage.screen.line(`${result.version ?? result.runId} ${result.outcome}: ${result.reason}`);
  return result;
}

/** The fault is in the world, not in the product: a proxy before v4's server starts to spoil answers at the 25 % step. */
async function withLiveFault(stage: Stage): Promise<RunResult> {
  const { faults } = stage.stack;
  if (faults === null) throw new Error('expected a stack with a fault proxy');
  const over = new AbortController();
  faults.setFault(`${demoModel}@v4`);
  const failing = failFrom(25, { stage, faults, over: over.signal });
  try {
    return await triggerAndFollow(stage, '300 new tickets');
  } finally {
    over.abort();
    await failing;
    faults.enable(false);
    faults.setFault(null);
  }
}

/** Often enough that v4 gives few good answers at that weight: they would speak for it, and on a busy machine its run tells of the weight late. */
const routePollMilliseconds = 100;

async function failFrom(
  weightPercent: number,
  { stage, faults, over }: { readonly stage: Stage; readonly faults: FaultProxy; readonly over: AbortSignal },
): Promise<void> {
  const router = createTrafficRouter(stage.stack.controlUrl);
  while (!over.aborted) {
    const route = await router.route(demoModel).catch(() => undefined);
    if (route?.arms.some((arm) => arm.version === 'v4' && arm.weightPercent >= weightPercent) === true) return faults.enable(true);
    await sleep(routePollMilliseconds, undefined, { signal: over }).catch(() => undefined);
  }
}

async function rollBackByHand(stage: Stage): Promise<RollbackReport> {
  const { releases } = stage.stack;
  const answer = await releases.requestRollback(demoModel, { to: 'v1', reason: 'the demo asks for it', identity: 'demo' });
  if (!answer.admitted) throw new Error(`the rollback was refused: ${answer.reason}`);
  const report = await releases.rollbackReport(demoModel, answer.runId);
  const seconds = (Date.parse(report.verifiedAt) - Date.parse(report.decidedAt)) / 1000;
  stage.screen.line(`${report.from ?? '?'} → ${report.to}, verified ${seconds.toFixed(1)} s after the decision`);
  return report;
}

/** Version and revision: a route that was changed and changed back is not untouched. */
async function servedNow(stage: Stage): Promise<string> {
  const route = await createTrafficRouter(stage.stack.controlUrl).route(demoModel);
  return `${route?.arms.map((arm) => `${arm.version} ${arm.weightPercent} %`).join(' + ') ?? 'nothing'}, revision ${route?.revision ?? 0}`;
}

async function servedVersion(stage: Stage): Promise<string> {
  const route = await createTrafficRouter(stage.stack.controlUrl).route(demoModel);
  return route?.arms.map((arm) => arm.version).join('+') ?? 'nothing';
}
