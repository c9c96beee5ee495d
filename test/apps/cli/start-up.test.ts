import { expect, it } from 'vitest';
import { readSources } from '../../support/imports.js';

const sources = new Map(
  readSources(['apps', 'client', 'configs', 'domain', 'platform', 'registry', 'setup']).map((file) => [file.path, file]),
);

/** Packages that are loaded with the file, before anything is asked of it. */
function packagesOf(file: string): string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { kind, target, specifier } of sources.get(path)?.imports ?? []) {
      if (kind !== 'value') continue;
      if (target === undefined) packages.add(specifier);
      else visit(`${target}.ts`);
    }
  };
  visit(file);
  return [...packages].filter((name) => !name.startsWith('node:')).toSorted();
}

it.each([
  ['help', 'apps/cli/main.ts', ['commander']],
  ['completion', 'apps/cli/complete.ts', []],
  ['an error', 'apps/cli/exit.ts', ['picocolors']],
  ['a command before its action', 'apps/cli/commands/rollback.ts', ['cli-progress', 'cli-table3', 'picocolors']],
  ['status before its action', 'apps/cli/commands/status.ts', []],
  ['watch before its action', 'apps/cli/commands/watch.ts', []],
  ['run before its action', 'apps/cli/commands/run.ts', []],
])('%s waits for no large package', (_, file, expected) => {
  expect(sources.has(file)).toBe(true);
  expect(packagesOf(file)).toEqual(expected);
});
