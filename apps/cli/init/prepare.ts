/** Everything that `slipway init` writes, made in memory: so that a mistake on the way leaves no file behind. */

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { judgeSpec } from '../../../configs/mistakes.js';
import { packageRoot } from '../../../platform/package-root.js';
import type { Output } from '../output.js';
import type { Choices } from './ask.js';
import { readBaseModel } from './base-model.js';
import { composeFile } from './compose-file.js';
import type { Examined } from './examine.js';
import { fit } from './fit.js';
import { pipelineFile } from './pipeline-file.js';
import type { Fitted, Plan } from './plan.js';
import { namedInPipeline, pathsOf, shortPath, tarballOf, type Project } from './project.js';
import { regressionSuite, type SuiteRow } from './regression-suite.js';
import { safetySuite } from './safety-suite.js';
import type { NewFile } from './write-files.js';

export interface Wanted {
  readonly choices: Choices;
  /** As the person named it. */
  readonly dataFile: string;
  readonly project: Project;
  readonly output: Output;
}

export interface Prepared {
  readonly plan: Plan;
  readonly fitted: Fitted;
  readonly files: readonly NewFile[];
}

/** Throws UsageError for a base model that cannot be fine-tuned. */
export async function prepare(wanted: Wanted, examined: Examined): Promise<Prepared> {
  const { project } = wanted;
  const plan = await planOf(wanted, examined);
  const regression = regressionSuite(plan.found);
  const fitted = fit({ ...plan, bytes: plan.found.bytes, inSuite: regression.length });
  const pipeline = pipelineFile(plan, fitted);
  requireValid(pipeline);
  const paths = pathsOf(project, plan.model);
  const schema = await readFile(join(packageRoot(), 'configs', 'pipeline.schema.json'), 'utf8');
  const files = [
    { path: paths.pipeline, text: pipeline, shared: false },
    { path: paths.regression, text: linesOf(regression), shared: false },
    { path: paths.safety, text: linesOf(safetySuite(plan.found)), shared: false },
    { path: paths.schema, text: schema, shared: true },
    { path: paths.compose, text: composeFile({ tarball: await tarballOf(project.folder) }), shared: true },
  ];
  return { plan, fitted, files };
}

async function planOf({ choices, dataFile, project, output }: Wanted, { sample, found }: Examined): Promise<Plan> {
  return {
    model: choices.model,
    source: namedInPipeline(project, dataFile),
    dataFile: shortPath(project, resolve(project.folder, dataFile)),
    found,
    examples: Math.round((found.rows.length * sample.totalLines) / Math.max(1, sample.lines.length)),
    base: await readBaseModel(choices.baseModel, project, output),
    trial: choices.trial,
  };
}

/** Odd names in the data must not become a broken file. */
function requireValid(pipeline: string): void {
  const judged = judgeSpec(parse(pipeline));
  if ('spec' in judged) return;
  const problems = judged.faults.map(({ problem }) => problem);
  throw new Error(`nothing was written, because the new pipeline file would be wrong; report this bug: ${problems.join('; ')}`);
}

function linesOf(rows: readonly SuiteRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
