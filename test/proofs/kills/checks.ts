/** What must be so after each run, whatever was killed: nothing lost, nothing done twice. Each answer is a sentence about what is wrong. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult } from '../../../client/releases.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { createRuntimeControl } from '../../../platform/runtime-control.js';
import { createTrafficRouter } from '../../../platform/traffic-router.js';
import { modelRefOf } from '../../../domain/model-version.js';
import { listAudit, verifyAudit, type AuditEntry } from '../../../registry/audit.js';
import { environmentOf } from '../../../registry/audit-reading.js';
import { listEvidence } from '../../../registry/evidence.js';
import { readHead } from '../../../registry/heads.js';
import { listVersions } from '../../../registry/manifests.js';
import { listRuns } from '../../../registry/runs.js';
import type { Stack } from '../../../apps/local/stack.js';
import { demoModel as model } from '../../../apps/local/demo/files.js';
import { leftAttempts } from './trainings.js';

export async function registryProblems(stack: Stack, results: readonly RunResult[]): Promise<string[]> {
  const store = createFileObjectStore(stack.storeDir);
  const versions = await listVersions(store, model);
  const runs = await listRuns(store, model);
  const audit = await listAudit(store, model);
  const chain = await verifyAudit(store, model);
  const generations = (await readdir(join(stack.storeDir, 'models', model, 'heads')).catch(() => [])).filter((name) =>
    name.startsWith('production.json'),
  );
  const moves = audit.filter(isOfProduction);
  return [
    ...doubled(
      'versions of one run',
      versions.map((entry) => entry.runId),
    ),
    ...doubled(
      'audit entries of one event',
      audit.map((entry) => entry.idempotencyKey),
    ),
    ...unless(
      versions.every((entry, index) => entry.version === `v${index + 1}`),
      `versions have gaps: ${versions.map((entry) => entry.version).join(' ')}`,
    ),
    ...unless(chain.intact, `the audit is broken at ${chain.brokenAt}: ${chain.reason}`),
    ...unless(generations.length === moves.length, `${generations.length} head changes, ${moves.length} audit entries of them`),
    ...unless(runs.length === results.length, `${results.length} runs ended, ${runs.length} are recorded`),
  ];
}

export async function runProblems(stack: Stack, result: RunResult): Promise<string[]> {
  const store = createFileObjectStore(stack.storeDir);
  const audit = await listAudit(store, model);
  const moved = audit.filter((entry) => isOfProduction(entry) && entry.idempotencyKey.includes(`/${result.runId}/`));
  // Throws on a gap or a broken chain: a look that was lost or taken twice.
  const looks = await listEvidence(store, { model, rolloutId: result.runId }).catch((error: unknown) => String(error));
  const opened = typeof looks === 'string' ? [] : looks.filter((look) => JSON.stringify(look.record.evidence).includes('"kind":"opened"'));
  const held = new Set(
    opened.map((look) => JSON.stringify((look.record.evidence as { ledger: { windows: object[] } }).ledger.windows.length)),
  );
  const released = result.outcome === 'released';
  return [
    ...(typeof looks === 'string' ? [`evidence of ${result.runId}: ${looks}`] : []),
    ...unless(!released || moved.length === 1, `${result.runId} released with ${moved.length} head changes`),
    ...unless(
      !['rejected', 'skipped'].includes(result.outcome) || moved.length === 0,
      `${result.runId} ${result.outcome} and yet moved the head`,
    ),
    ...unless(held.size === opened.length, `${result.runId} opened a window twice`),
    ...doubled(
      `stages of ${result.runId}`,
      result.stages.map((stage) => stage.name),
    ),
    ...(await leftBehind(stack, result)),
  ];
}

/** A run that is cancelled while its worker is dead leaves its folder to the model's next training, whose check then covers it. */
async function leftBehind(stack: Stack, { outcome }: RunResult): Promise<string[]> {
  if (outcome === 'cancelled') return [];
  return (await leftAttempts(join(stack.storeDir, '..', 'scratch'))).map((folder) => `left behind: ${folder}`);
}

/** The head says what should serve: route, process and bytes must agree, and users get answers of it. */
export async function servingProblems(stack: Stack): Promise<string[]> {
  const head = await readHead(createFileObjectStore(stack.storeDir), model, 'production');
  if (head === undefined) return [];
  const route = await createTrafficRouter(stack.controlUrl).route(model);
  const arms = route?.arms.map((arm) => `${arm.version} ${arm.weightPercent}`).join(', ');
  const running = await createRuntimeControl(stack.runtimeUrl).get(modelRefOf(model, head.version));
  return [
    ...unless(arms === `${head.version} 100`, `the head says ${head.version}, the route ${arms ?? 'nothing'}`),
    ...unless(
      running?.state === 'ready' && running.ggufSha256 === head.ggufSha256,
      `${head.version} is ${running?.state ?? 'gone'} with ${running?.ggufSha256 ?? 'no bytes'}`,
    ),
  ];
}

function isOfProduction(entry: AuditEntry): boolean {
  return entry.action === 'head-moved' && environmentOf(entry) === 'production';
}

function doubled(what: string, keys: readonly string[]): string[] {
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].map((key) => `doubled, ${what}: ${key}`);
}

function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}
