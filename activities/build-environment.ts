/** What a version was trained on and with, from what the trainer says of itself: what another machine must have to make the same bytes. */

import { z } from 'zod';
import type { BuildEnvironment } from '../registry/manifest.js';

/** Of a trainer that tells less, the environment is unknown. */
const told = z.object({
  python: z.string(),
  packages: z.record(z.string(), z.string()),
  deviceName: z.string(),
  cuda: z.string().nullable(),
  driver: z.string().nullable(),
});

/** Null where the trainer does not tell it. */
export function buildEnvironmentOf(metadata: Readonly<Record<string, unknown>>, packageLockSha256: string): BuildEnvironment | null {
  const { data } = told.safeParse(metadata);
  if (data === undefined) return null;
  const { python, packages, deviceName, cuda, driver } = data;
  const { platform, arch, version } = process;
  return { platform: `${platform}-${arch}`, node: version, python, packageLockSha256, packages, device: deviceName, cuda, driver };
}
