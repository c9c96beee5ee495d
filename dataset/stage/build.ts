/** The dataset stage as one function: sources in; report, evidence and, when the data is good and enough, an immutable version out. */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createContaminationIndex } from '../contamination/index-suites.js';
import { createRedactor } from '../redact/redact.js';
import { findSources } from '../sources/find.js';
import { promptDigest } from '../version/prompt-digest.js';
import { loadColumns } from './columns.js';
import { inputsOf } from './inputs.js';
import { mapSources } from './map-sources.js';
import { createMapTools } from './map-tools.js';
import { policyRecord } from './policy-record.js';
import { reduceColumns } from './reduce.js';
import type { BuildRequest, BuiltDataset } from './request.js';
import { DataUnreadableError } from './unreadable.js';

/**
 * Bad data is an outcome with a report. Throws DataUnreadableError where nothing can be taken of a source, and anything else when the
 * machinery failed. Idempotent: the same examples, parent and policy give the same version, in whatever files and order they come.
 */
export async function buildDataset(request: BuildRequest): Promise<BuiltDataset> {
  const { sources, remote, parent, policy, suites, folder, segmentBytes, onProgress = () => undefined } = request;
  refuseRegrouping(request);
  const { files, problems } = await findSources(sources, remote);
  if (problems.length > 0) throw new DataUnreadableError(problems.join(' '));
  const inputs = await inputsOf(parent, files);
  const redactor = createRedactor(policy.redact);
  // As the examples are: a placeholder on one side alone would hide what both hold.
  const redacted = suites.map((suite) => ({ ...suite, messages: redactor.redact(suite).example.messages }));
  const index = createContaminationIndex(redacted);
  // Both ways: examples of versions from before there was redaction are as they came.
  const tools = createMapTools(policy, index, reservedPrompts(request, [...suites, ...redacted]));
  const work = join(folder, 'work');
  const identity = {
    policy: policyRecord(policy),
    // The parent's files are verified by digest, and fetched anew by each attempt.
    parent: parent?.version ?? null,
    inputs: files.map(({ name, bytes, identity: pin }) => [name, bytes, pin]),
    suites,
    filters: request.filterSuitePrompts,
  };
  await mkdir(folder, { recursive: true });
  const segments = await mapSources({ folder: work, inputs, tools, identity, segmentBytes, onProgress });
  const columns = loadColumns(work, segments, inputs);
  const results = join(folder, 'results');
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });
  const report = await reduceColumns(columns, { request, index, folder: results });
  return { report, folder: results };
}

function reservedPrompts({ filterSuitePrompts }: BuildRequest, suites: BuildRequest['suites']): Set<string> {
  if (!filterSuitePrompts) return new Set();
  return new Set(suites.map(({ messages }) => promptDigest(messages.at(-1)?.role === 'assistant' ? messages.slice(0, -1) : messages)));
}

/** Groups of the parent cannot be made anew, and two ways of grouping could put one conversation on both sides. */
function refuseRegrouping({ parent, policy }: BuildRequest): void {
  const today = policy.heldOut.groupBy ?? null;
  if (parent === null || parent.groupBy === today) return;
  throw new DataUnreadableError(
    `Expected heldOut.groupBy to stay ${parent.groupBy ?? 'unset'} as in the parent version, got ${today ?? 'unset'}. Restore it, or begin a first version without a parent.`,
  );
}
