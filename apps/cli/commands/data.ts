/** `slipway data validate`: reads a model's sources as a first run would, into a store of its own, and prints the report. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { loadModelSpec, modelsIn } from '../../../configs/load.js';
import { buildDataset } from '../../../dataset/build.js';
import { readLines } from '../../../dataset/lines.js';
import { tellFullDisk } from '../../../platform/disk-full.js';
import type { DatasetReport } from '../../../dataset/report.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { environment } from '../context.js';
import { exitCodes } from '../exit.js';
import { requireModelName, unknownModel } from '../known-models.js';
import { outputOf } from '../output.js';
import { stopSignal } from '../role.js';

/** As many as help to find the fault; what stands in the lines is not shown. */
const shownLines = 5;
const quarantinedLine = z.object({ source: z.string(), line: z.number(), reason: z.string(), detail: z.string() });

export function addData(program: Command): void {
  const data = program.command('data').description('look at training data');
  data.command('validate').description("validate a model's sources without keeping anything").argument('<model>').action(validate);
}

async function validate(model: string, _options: object, command: Command): Promise<void> {
  requireModelName(model);
  const configs = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(configs);
  if (files?.includes(model) !== true) throw unknownModel(model, { folder: configs, files });
  const { spec } = await loadModelSpec(configs, model);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-validate-'));
  const stopped = stopSignal();
  try {
    const store = createFileObjectStore(join(folder, 'store'));
    const settings = { ...spec.data, labelPath: spec.task.labelPath };
    const build = {
      model,
      sources: spec.data.sources,
      parent: null,
      settings,
      store,
      workDir: join(folder, 'work'),
      onProgress: () => stopped.throwIfAborted(),
    };
    const outcome = await tellFullDisk(folder, () => buildDataset(build));
    const report = JSON.parse((await store.read(outcome.report.key))?.body.toString('utf8') ?? '{}') as DatasetReport;
    const quarantined = await firstQuarantined(store, report, join(folder, 'quarantine.jsonl'));
    outputOf(command).result({ outcome: outcome.outcome, reason: outcome.reason, report, quarantined }, [
      `${model}: ${outcome.outcome}: ${outcome.reason}`,
      ...quarantined.map(({ source, line, reason, detail }) => `  ${source}:${line} ${reason}: ${detail}`),
      JSON.stringify(report, undefined, 2),
    ]);
    // Too little that is new is no fault of the data: a run would be skipped and end well.
    if (outcome.outcome === 'rejected') process.exitCode = exitCodes.failed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function firstQuarantined(store: ObjectStore, report: DatasetReport, path: string): Promise<z.infer<typeof quarantinedLine>[]> {
  const { file } = report.quarantine;
  if (file === null) return [];
  await store.readToFile(file.key, path);
  // Far above the 4 KiB of a source's line that it keeps, in JSON.
  for await (const lines of readLines(path, 64 * 1024)) {
    return lines.slice(0, shownLines).map((line) => quarantinedLine.parse(JSON.parse(line.bytes.toString())));
  }
  return [];
}
