/** docker-compose, for checking compose files: `config` needs no Docker. Debian's program is Python, so a script of our own tells it where it lies. */

import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianObstacle, unpackDebian } from './debian.js';
import type { Tool } from './tool.js';

const program = 'docker-compose';

/**
 * From Debian 13 on the package holds one program without Python, which is started as it is. The system's own Python: the
 * package's compiled modules are made for no other.
 */
const script = `#!/bin/sh
here=$(dirname -- "$(readlink -f -- "$0")")
[ -d "$here/usr/lib/python3" ] || exec "$here/usr/bin/${program}" "$@"
PYTHONPATH="$here/usr/lib/python3/dist-packages" PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 "$here/usr/bin/${program}" "$@"
`;

export const dockerCompose: Tool = {
  name: program,
  purpose: 'docker-compose, for checking compose files without Docker',
  cost: { downloadMegabytes: 2, diskMegabytes: 7, roomMegabytes: 300, cpuMinutes: 0.1 },
  folder: program,
  programs: [{ name: program, path: program, onPath: [program], versionArguments: ['version'] }],
  pin: () => Promise.resolve('docker-compose of the distribution'),
  obstacle: (context) => debianObstacle(context, program, 'brew install docker-compose'),
  async make(context, work) {
    const keep = ['usr/bin', 'usr/lib/python3', 'usr/libexec/docker'];
    const unpacked = await unpackDebian(context, { part: program, name: program, withDependencies: true, keep }, work);
    const folder = join(work, 'tool');
    await mkdir(folder);
    await rename(join(unpacked, 'usr'), join(folder, 'usr'));
    await writeFile(join(folder, program), script, { mode: 0o755 });
    return folder;
  },
};
