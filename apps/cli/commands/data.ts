/** `slipway data validate`: reads a model's sources as a run would, into a store of its own, and prints the report. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadModelSpec } from '../../../configs/load.js';
import { buildDataset } from '../../../dataset/build.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { environment, requireModel } from '../context.js';
import { exitCodes } from '../exit.js';
import { outputOf } from '../output.js';

export function addData(program: Command): void {
  const data = program.command('data').description('look at training data');
  data.command('validate').description("validate a model's sources without keeping anything").argument('<model>').action(validate);
}

async function validate(model: string, _options: object, command: Command): Promise<void> {
  requireModel(model);
  const { spec } = await loadModelSpec(resolve((await environment()).SLIPWAY_CONFIGS), model);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-validate-'));
  try {
    const store = createFileObjectStore(join(folder, 'store'));
    const settings = { ...spec.data, labelPath: spec.task.labelPath };
    const outcome = await buildDataset({ model, sources: spec.data.sources, parent: null, settings, store, workDir: join(folder, 'work') });
    const report: unknown = JSON.parse((await store.read(outcome.report.key))?.body.toString('utf8') ?? '{}');
    outputOf(command).result({ outcome: outcome.outcome, reason: outcome.reason, report }, [
      `${model}: ${outcome.outcome}: ${outcome.reason}`,
      JSON.stringify(report, undefined, 2),
    ]);
    if (outcome.outcome !== 'accepted') process.exitCode = exitCodes.failed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
