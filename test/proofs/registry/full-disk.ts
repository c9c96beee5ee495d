/** A disk that becomes full while a version is published, in its file or in its manifest: nothing half is left, and with room it goes on. */

import { hash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from '../../../platform/ports.js';
import { registerVersion } from '../../../registry/manifests.js';
import { noSmallDisk, smallDisk } from '../../support/small-disk.js';
import type { OnFinished } from '../../support/s3-servers.js';
import { aVersionDraft } from '../../support/versions.js';
import { openIn } from './places.js';
import { model } from './publisher.js';
import { createInspector } from './wholeness.js';

const diskBytes = 24_000_000;
const fileBytes = 5_000_000;

export interface FullDiskResult {
  readonly refusals: readonly string[];
  readonly versions: number;
  readonly problems: readonly string[];
}

/** Throws where no disk can be mounted: what was not tried is not proved. */
export async function proveFullDisk(onFinished: OnFinished): Promise<FullDiskResult> {
  const disk = await smallDisk(diskBytes, onFinished);
  if (disk === undefined) throw new Error(noSmallDisk);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-proof-disk-'));
  onFinished(() => rm(folder, { recursive: true, force: true }));
  const store = await openIn({ SLIPWAY_STORE: join(disk, 'store') });
  const refusals: string[] = [];
  const problems: string[] = [];
  const expectFull = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const error: unknown = await work().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof Error && error.name === 'DiskFull') refusals.push(`${what}: ${error.message.replaceAll(disk, '…')}`);
    else problems.push(`${what}: expected the full disk to be told, got ${String(error)}`);
  };

  const published = await upload(store, folder, 1);
  await register(store, published, 1);
  const waiting = await upload(store, folder, 2);
  await expectFull('a file', async () => {
    for (let number = 3; ; number += 1) await upload(store, folder, number);
  });
  const filler = join(disk, 'filler');
  await writeFile(filler, Buffer.alloc(await freeBytes(disk))).catch(() => undefined);
  await expectFull('a manifest', () => register(store, waiting, 2));
  await rm(filler);
  if ((await register(store, waiting, 2)) !== 'v2') problems.push('expected v2 once there is room: a number was lost');
  const inspector = createInspector(store, join(folder, 'read.gguf'));
  await inspector.look();
  if (inspector.versions !== 2) problems.push(`expected 2 whole versions, found ${inspector.versions}`);
  return { refusals, versions: inspector.versions, problems: [...problems, ...inspector.halves] };
}

interface Uploaded {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
}

async function upload(store: ObjectStore, folder: string, number: number): Promise<Uploaded> {
  const content = randomBytes(fileBytes);
  const file = join(folder, `${number}.gguf`);
  const sha256 = hash('sha256', content);
  await writeFile(file, content);
  await store.createFromFile(`artifacts/${sha256}.gguf`, file);
  return { key: `artifacts/${sha256}.gguf`, sha256, bytes: fileBytes };
}

async function register(store: ObjectStore, gguf: Uploaded, number: number): Promise<string> {
  const draft = aVersionDraft(`run-${number}`, { model, artifact: { gguf, contextTokens: 512 } });
  return (await registerVersion(store, draft)).version;
}

async function freeBytes(disk: string): Promise<number> {
  const { bavail, bsize } = await statfs(disk);
  return bavail * bsize;
}
