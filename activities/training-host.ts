/** What a training depends on besides data and recipe: read from a version's record, and asked of the worker that is to train. */

import { join } from 'node:path';
import { z } from 'zod';
import type { Difference, TrainingHost } from '../domain/reproduction.js';
import { sha256OfFile } from '../gguf/digest.js';
import type { BuildEnvironment, VersionManifest } from '../registry/manifest.js';
import type { ActivityDependencies } from './dependencies.js';

/** What the activity `train` and its trainer say about themselves, as far as a comparison needs it. */
const metadata = z.object({
  codeVersion: z.string().nullable().catch(null),
  packageLock: z.string().nullable().catch(null),
  packages: z.record(z.string(), z.string()).catch({}),
});

/** As it was recorded; what was not is null. */
export function recordedHost({ codeVersion, environment, training }: VersionManifest): TrainingHost {
  const said = metadata.parse(training ?? {});
  return {
    codeVersion: said.codeVersion ?? codeVersion,
    packageLockSha256: environment?.packageLockSha256 ?? said.packageLock,
    python: environment?.python ?? null,
    packages: environment?.packages ?? said.packages,
  };
}

/** Of this worker; of Python packages, those that are named. */
export async function runningHost({ settings, processes }: ActivityDependencies, names: readonly string[]): Promise<TrainingHost> {
  const { exitCode, stdout, stderr } = await processes.run({
    program: settings.python,
    args: ['-c', describePython, ...names],
    timeoutMilliseconds: 30_000,
  });
  if (exitCode !== 0) throw new Error(`${settings.python} does not tell its version: ${stderr.trim()}; check it with slipway doctor`);
  return {
    codeVersion: settings.codeVersion,
    packageLockSha256: await sha256OfFile(join(settings.programsDir, 'requirements.lock')),
    ...pythonReply.parse(JSON.parse(stdout)),
  };
}

/** What only the trainer knows, so that no worker can be asked for it before: the device and its driver. Where both sides told it. */
export function deviceDifferences(recorded: BuildEnvironment | null, made: BuildEnvironment | null): Difference[] {
  if (recorded === null || made === null) return [];
  const named = ['platform', 'device', 'cuda', 'driver'] as const;
  return named.flatMap((what) => (recorded[what] === made[what] ? [] : [{ what, recorded: recorded[what], found: made[what] }]));
}

const pythonReply = z.strictObject({ python: z.string(), packages: z.record(z.string(), z.string()) });

const describePython = `
import json, platform, sys
from importlib.metadata import PackageNotFoundError, version
packages = {}
for name in sys.argv[1:]:
    try:
        packages[name] = version(name)
    except PackageNotFoundError:
        packages[name] = "not installed"
print(json.dumps({"python": platform.python_version(), "packages": packages}))
`;
