/** `slipway data validate`: the dataset stage on somebody's own files, without a pipeline or a server. */

import { createHash } from 'node:crypto';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { isOfTheData } from '../../../dataset/stage/unreadable.js';
import type { Progress } from '../../../dataset/stage/progress.js';
import type { BuildRequest, BuiltDataset } from '../../../dataset/stage/request.js';
import { storePlaceOf } from '../../../configs/env.js';
import { tellFullDisk } from '../../../platform/disk-full.js';
import type { S3Settings } from '../../../platform/s3-settings.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../exit.js';
import { environment } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { startProgress } from '../progress.js';
import { stopSignal } from '../role.js';
import { dataFolder } from './parent.js';
import { reportLines } from './report-text.js';
import { requestOf, type ValidateOptions } from './request.js';
import { placeResults, refuseOtherFolder } from './results-folder.js';

/** A build in a thread of its own: comparing is minutes of computation, in which nobody could stop it. */
type ThreadedBuild = (
  s3: S3Settings,
) => (
  request: Omit<BuildRequest, 'remote' | 'onProgress'>,
  watch: { readonly signal: AbortSignal; onProgress(progress: Progress): void },
) => Promise<BuiltDataset>;

/** The command's action. */
export function validateBy(threaded: ThreadedBuild) {
  return async (source: string | undefined, options: ValidateOptions, command: Command): Promise<void> => {
    const output = outputOf(command);
    await refuseOtherFolder(options.out);
    // The same command again goes on where one that was killed has ended.
    const asked = createHash('sha256').update(JSON.stringify([resolve('.'), source, options]));
    const work = join(dataFolder(), `.work-${asked.digest('hex').slice(0, 16)}`);
    const built = await untilRead(work, () => build(source, options, { work, output, threaded }));
    const { renderDataset } = await import('../../../reports/dataset/page.js');
    await writeFile(join(built.folder, 'report.html'), renderDataset(built.report));
    const folder = await placeResults(built, options.out);
    await rm(work, { recursive: true, force: true });
    output.result(built.report, reportLines(built.report, shortPath(folder)));
    if (built.report.outcome !== 'accepted') process.exitCode = exitCodes.failed;
  };
}

interface Around {
  readonly work: string;
  readonly output: Output;
  readonly threaded: ThreadedBuild;
}

async function build(source: string | undefined, options: ValidateOptions, { work, output, threaded }: Around): Promise<BuiltDataset> {
  const signal = stopSignal();
  const { s3 } = storePlaceOf(await environment());
  const request = await requestOf(source, options, { s3, folder: join(work, 'parent') });
  await mkdir(work, { recursive: true });
  const progress = progressOf(output);
  try {
    return await tellFullDisk(work, () => threaded(s3)({ ...request, folder: work }, { signal, onProgress: progress.update }));
  } finally {
    progress.end();
  }
}

/** A second may pass before anything is shown: most files are read by then. */
const patienceMilliseconds = 1_000;
const bytesPerMegabyte = 1_000_000;

function progressOf(output: Output): { update(moment: Progress): void; end(): void } {
  const begun = Date.now();
  let bar: ReturnType<typeof startProgress> | undefined;
  return {
    update: ({ step, lines, bytes }) => {
      if (Date.now() - begun < patienceMilliseconds) return;
      bar ??= startProgress(output, { what: 'reads the examples', total: null, unit: 'MB' });
      bar.update(bytes / bytesPerMegabyte, `${step} ${lines} lines`);
    },
    end: () => bar?.end(),
  };
}

/** What cannot be read leaves nothing behind, and is the caller's to mend. */
async function untilRead(work: string, read: () => Promise<BuiltDataset>): Promise<BuiltDataset> {
  try {
    return await read();
  } catch (error) {
    if (isOfTheData(error) || error instanceof UsageError) await removeWork(work);
    if (!isOfTheData(error)) throw error;
    throw new UsageError({ what: 'the data cannot be read', why: error.message, next: 'mend it and validate again; nothing was written' });
  }
}

/** With the folders that were made for it, as long as nothing else is in them. */
async function removeWork(work: string): Promise<void> {
  await rm(work, { recursive: true, force: true });
  for (const folder of [dirname(work), dirname(dirname(work))]) await rmdir(folder).catch(() => undefined);
}

function shortPath(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}
