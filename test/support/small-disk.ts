/** A file system of a few bytes, so that a disk can be full in a test. Needs the right to mount: root in a container that allows it. */

import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const execute = promisify(execFile);

/** For `skip(disk === undefined, noSmallDisk)`: why there is none and what brings it. */
export const noSmallDisk = 'mounting a tmpfs is not permitted here: run the tests as root, in a container with CAP_SYS_ADMIN';

/** A folder that holds about so many bytes until the test ends; undefined where this process may not mount. A concurrent test gives its own hook. */
export async function smallDisk(
  bytes: number,
  onFinished: (stop: () => Promise<void>) => unknown = onTestFinished,
): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-small-disk-'));
  const isMounted = await execute('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'slipway-small-disk', folder]).then(
    () => true,
    () => false,
  );
  if (!isMounted) {
    await rmdir(folder);
    return undefined;
  }
  onFinished(async () => {
    // Lazy, because a process that a failed test left may still have a file open there.
    await execute('umount', ['--lazy', folder]);
    await rmdir(folder);
  });
  return folder;
}
