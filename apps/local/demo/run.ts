/** The demo from set-up to summary: a stack of its own, an emptied folder, the acts, and an honest verdict on itself. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../../platform/logger.js';
import { reportKey } from '../../../reports/keep.js';
import { freePort } from '../free-port.js';
import { startStack, type Stack } from '../stack.js';
import { play, type Played } from './acts.js';
import { brokenPromises } from './expectations.js';
import { demoModel, prepareFiles } from './files.js';
import { createScreen, type Look } from './screen.js';
import { rollbackSummary, runSummary, type DemoSummary } from './summary.js';

export interface DemoOptions {
  /** Emptied first. */
  readonly folder: string;
  readonly temporal: { readonly program: string; readonly source: string };
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Leaves the stack up until `signal` aborts. */
  readonly keep: boolean;
  write(line: string): void;
  readonly look: Look;
}

export interface DemoResult {
  readonly summary: DemoSummary;
  readonly brokenPromises: readonly string[];
  /** Paths of the runs' pages, oldest first. */
  readonly reports: readonly string[];
}

export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const screen = createScreen(options.write, options.look);
  const files = await prepareFiles(options.folder);
  const [gateway, control, runtime, staging] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const stack = await startStack({
    folder: options.folder,
    configsDir: files.configsDir,
    namespace: 'slipway-demo',
    temporal: { program: options.temporal.program },
    ports: { gateway, control, runtime, staging },
    faults: true,
    logger: options.logger,
    signal: options.signal,
    report: (text) => screen.line(text),
  });
  // Ends what the acts have started, the users' traffic above all, however the acts end.
  const over = new AbortController();
  try {
    screen.line(
      `Temporal Web UI: ${stack.temporal.ui ?? ''}/namespaces/${stack.temporal.namespace}/workflows (server from ${options.temporal.source})`,
    );
    screen.line(`gateway: ${stack.gatewayUrl}/v1/chat/completions`);
    const played = await play({ stack, files, screen, signal: AbortSignal.any([options.signal, over.signal]) });
    const summary = summaryOf(stack, played, options.temporal.source);
    await writeFile(join(options.folder, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
    screen.summary(summary);
    const broken = brokenPromises(played.observed, summary);
    options.write(broken.length === 0 ? '\nEverything happened as told.' : ['\nNot as told:', ...broken].join('\n  '));
    if (options.keep) await keepUp(options, stack);
    return { summary, brokenPromises: broken, reports: summary.runs.map(({ runId }) => join(stack.storeDir, reportKey(demoModel, runId))) };
  } finally {
    over.abort();
    await stack.stop();
  }
}

function summaryOf(stack: Stack, { observed, traffic, byHand }: Played, source: string): DemoSummary {
  const judged = observed.faulty.rollback;
  const noBadAnswers = { count: 0, firstAt: null, lastAt: null };
  return {
    runs: [observed.first, observed.second, observed.permuted, observed.faulty].map(runSummary),
    rollbacks: [
      ...(judged === null ? [] : [rollbackSummary(judged, judged.from === null ? noBadAnswers : traffic.badAnswersOf(judged.from))]),
      rollbackSummary(byHand, byHand.from === null ? noBadAnswers : traffic.badAnswersOf(byHand.from)),
    ],
    requests: traffic.counts(),
    temporal: { address: stack.temporal.address, ui: stack.temporal.ui, source },
  };
}

async function keepUp(options: DemoOptions, stack: Stack): Promise<void> {
  options.write(`\nThe stack stays up (Web UI ${stack.temporal.ui ?? ''}, gateway ${stack.gatewayUrl}); stop it with Ctrl-C.`);
  if (options.signal.aborted) return;
  await new Promise<void>((resolve) => options.signal.addEventListener('abort', () => resolve(), { once: true }));
}
