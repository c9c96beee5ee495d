/** Who may import whom: the design's table as data, and what breaks it. A change here is a decision about the house; docs/adr/0001 says how to make one. */

import type { Import } from './imports.js';

export interface Room {
  readonly name: string;
  /** Folders (`domain`) or single files (`workflows/contract`) it may import. */
  readonly may: readonly string[];
  /** What it may import with `import type` only. */
  readonly mayAsType?: readonly string[];
  /** What a file may load by `import()` only, so that a command which does not need it does not pay for it. */
  readonly mayDynamically?: readonly string[];
  /** Packages it must not load; `node:` stands for all built-ins. Types are free. */
  readonly withoutPackages?: readonly string[];
}

/** One file that knows where the package lies: data files are found through it, and it imports nothing. */
const packageRoot = 'platform/package-root';
const libraries = ['dataset', 'gguf', 'evaluation', 'registry'];

export const rooms: readonly Room[] = [
  { name: 'domain', may: [], withoutPackages: [''] },
  { name: 'dataset', may: ['domain'], mayAsType: ['platform/ports'], withoutPackages: ['@temporalio/'] },
  { name: 'gguf', may: ['domain', packageRoot], mayAsType: ['platform/ports'], withoutPackages: ['@temporalio/'] },
  { name: 'evaluation', may: ['domain'], mayAsType: ['platform/ports'], withoutPackages: ['@temporalio/'] },
  // Artifacts are named by digest: one way to hash a file, for all who name one.
  { name: 'registry', may: ['domain', 'gguf/digest'], mayAsType: ['platform/ports'], withoutPackages: ['@temporalio/'] },
  {
    name: 'reports',
    // A pipeline file that another release kept is parsed by the schema of this one.
    may: ['domain', 'evaluation', 'registry', 'configs/spec'],
    mayAsType: ['platform/ports', 'dataset', 'configs', 'catalog'],
    withoutPackages: ['@temporalio/'],
  },
  {
    name: 'catalog',
    may: ['domain', 'dataset', 'gguf', 'evaluation'],
    mayAsType: ['platform/ports'],
    withoutPackages: ['@temporalio/'],
  },
  // The schema offers the quantizations that gguf/ can make: one list, no second one to drift.
  { name: 'configs', may: ['domain', 'catalog', 'gguf/quantizations', packageRoot], withoutPackages: ['@temporalio/'] },
  {
    name: 'workflows',
    may: ['domain'],
    mayAsType: ['activities', 'configs', 'catalog', 'registry'],
    withoutPackages: ['node:', 'zod', '@temporalio/client', '@temporalio/worker', '@temporalio/activity'],
  },
  {
    name: 'activities',
    may: ['domain', ...libraries, 'catalog', 'workflows/contract'],
    mayAsType: ['platform/ports', 'configs'],
    // Loaded when a run ends: a worker that never ends one need not carry the plots.
    mayDynamically: ['reports'],
    withoutPackages: ['@temporalio/worker'],
  },
  { name: 'platform', may: ['domain'], withoutPackages: ['@temporalio/'] },
  { name: 'client', may: ['workflows/contract', 'domain', 'configs'], mayAsType: ['workflows'], withoutPackages: ['@temporalio/worker'] },
  // Workflows are handed to the bundler by path; importing them here would load them outside their sandbox.
  { name: 'workers', may: ['domain', ...libraries, 'catalog', 'configs', 'workflows/contract', 'activities', 'platform', 'client'] },
  {
    name: 'apps/cli',
    // `slipway digest` names a base model exactly as packaging and training do, and files are checked where they come in.
    may: [
      'client',
      'configs',
      'registry',
      'dataset',
      'evaluation',
      'reports',
      'catalog',
      'setup',
      'platform',
      'domain',
      'gguf/artifact-invalid',
      'gguf/digest',
      'gguf/inspect',
      'gguf/model-folder',
    ],
    mayAsType: ['workflows/contract'],
    mayDynamically: ['workers', 'apps/gateway', 'apps/runtime', 'apps/local', 'apps/api'],
    withoutPackages: ['@temporalio/worker'],
  },
  { name: 'apps/gateway', may: ['domain', 'configs/env', 'platform'], withoutPackages: ['@temporalio/'] },
  { name: 'apps/runtime', may: ['domain', 'configs/env', 'platform'], withoutPackages: ['@temporalio/'] },
  {
    name: 'apps/local',
    may: [
      'domain',
      ...libraries,
      'reports',
      'catalog',
      'configs',
      'workflows/contract',
      'activities',
      'platform',
      'client',
      'workers',
      'setup',
      'apps/gateway',
      'apps/runtime',
    ],
  },
  { name: 'setup', may: ['platform', 'domain/explained-error'] },
];

/** Reads of `process.env`; everything else is handed its settings. */
export const environmentReaders = [
  'configs/env.ts',
  'setup/layout.ts',
  // Hands the whole environment on to its children and reads no setting.
  'platform/process-runner.ts',
  // Sets one variable that quietens the AWS SDK, and reads none.
  'platform/s3-place.ts',
];

export function roomOf(path: string): Room | undefined {
  return rooms.find((room) => path.startsWith(`${room.name}/`));
}

/** In words, with file, import and rule; empty when the import is allowed. */
export function violationsOf(path: string, { kind, target, specifier }: Import): string[] {
  const room = roomOf(path);
  if (room === undefined) return [`${path} is in no room: name its folder in test/support/rooms.ts`];
  if (target === undefined) {
    const banned = kind === 'type' ? undefined : room.withoutPackages?.find((name) => specifier.startsWith(name));
    return banned === undefined ? [] : [`${path} loads ${specifier}: ${room.name} does without it`];
  }
  const allowed = [
    room.name,
    ...room.may,
    ...(kind === 'type' ? (room.mayAsType ?? []) : []),
    ...(kind === 'dynamic' ? (room.mayDynamically ?? []) : []),
  ];
  if (allowed.some((name) => target === name || target.startsWith(`${name}/`))) return [];
  return [`${path} imports ${target} (${kind}): ${room.name} may import ${allowed.join(', ')} that way`];
}
