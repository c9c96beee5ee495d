/**
 * Takes a model in: checked here, uploaded by digest, made a version by a workflow, and the champion where a person vouches for it.
 * Apart from the command, because help must not wait for Temporal's client.
 */

import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ImportedVersion } from '../../../client/imports.js';
import type { Releases } from '../../../client/releases.js';
import { tellFullDisk } from '../../../platform/disk-full.js';
import { identity, patiently, withReleases } from '../context.js';
import { refuse } from '../exit.js';
import { localStore } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { during } from '../progress.js';
import { readModelFirst } from '../read-model-first.js';
import { isArchive, unpackArchive } from './archive.js';
import { checkFit, contextBeside, notesOn, wantedContext } from './checks.js';
import { findSource, type FoundSource } from './source.js';
import { upload } from './upload.js';

interface ImportOptions {
  readonly as?: 'champion';
  readonly base?: string;
  readonly context?: string;
  readonly reason: string;
  readonly wait?: boolean;
}

/** A model folder has some dozen files. */
const mostMembers = 10_000;

export async function importModel(model: string, path: string, command: Command): Promise<void> {
  const options = command.opts<ImportOptions>();
  const output = outputOf(command);
  const wanted = { base: options.base, contextTokens: wantedContext(options.context) };
  const checkModel = await readModelFirst(model);
  await unpacked(path, async (place) => {
    const source = await findSource(place);
    await checkFit(source, wanted);
    for (const note of notesOn(source)) output.progress(note);
    await withReleases(output, async (releases) => {
      await checkModel(releases);
      const running = options.as === undefined ? undefined : (await patiently(output, releases.state(model)))?.activeRun?.runId;
      // The entity refuses it too, but only when everything is packaged.
      if (running !== undefined)
        return refuse(output, `run ${running} is in progress, and was or will be judged against the champion of now`);
      const importId = await start(releases, output, { model, source, wanted, from: basename(resolve(path)), reason: options.reason });
      if (options.wait !== true && options.as === undefined) {
        return output.result({ model, importId }, [`started ${importId}; its version will be in: slipway versions ${model}`]);
      }
      const imported = await during(output, `${importId}: packages and verifies`, releases.importedVersion(model, importId));
      if (options.as === undefined) return output.result(imported, [candidateLine(imported)]);
      await adopt(releases, output, { imported, reason: options.reason });
    });
  });
}

/** Unpacked where it is an archive, and cleared away again. */
async function unpacked(path: string, use: (place: string) => Promise<void>): Promise<void> {
  if (!isArchive(path)) return use(path);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-import-'));
  try {
    const { bavail, bsize } = await statfs(folder);
    await tellFullDisk(folder, () => unpackArchive(path, folder, { members: mostMembers, bytes: bavail * bsize }));
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Start {
  readonly model: string;
  readonly source: FoundSource;
  readonly wanted: Parameters<typeof checkFit>[1];
  readonly from: string;
  readonly reason: string;
}

/** The id of the import; from here on it goes on by itself. */
async function start(releases: Releases, output: Output, { model, source, wanted, from, reason }: Start): Promise<string> {
  const uploaded = await upload({ store: await localStore(), model, output }, source, wanted.base);
  const contextTokens = wanted.contextTokens ?? contextBeside(source);
  return releases.importVersion(model, { source: uploaded, from, contextTokens, identity: identity(), reason });
}

/** By the way of a rollback: claimed, staged, flipped, verified, then written down. */
async function adopt(
  releases: Releases,
  output: Output,
  { imported, reason }: { readonly imported: ImportedVersion; readonly reason: string },
): Promise<void> {
  const { model, version } = imported;
  const request = { to: version, reason, identity: identity(), adopt: true };
  const answer = await patiently(output, releases.requestRollback(model, request));
  if (!answer.admitted) {
    output.progress(`${candidateLine(imported)} It was not made the champion.`);
    return refuse(output, answer.reason);
  }
  const waiting = `makes ${version} the champion, waiting until it is verified`;
  const report = await during(output, waiting, releases.rollbackReport(model, answer.runId));
  output.result({ ...imported, adopted: report }, [
    `${model}: ${report.from ?? 'nothing'} → ${version}, the champion, made by hand`,
    'its lineage is unknown, and that its data did not hold the tests is unproven',
  ]);
}

function candidateLine({ model, version }: ImportedVersion): string {
  return `${version}: a candidate, verified; nobody is served by it yet (slipway promote ${model} ${version}).`;
}
