/** The very last line of a run, `N passed, N failed, N skipped`, which scripts and people look for. Separate from vitest's summary, which counts hooks and suites apart. */

import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

export class ClosingLine implements Reporter {
  private counts: Counts = { passed: 0, failed: 0, skipped: [] };

  onInit(): void {
    // Printed at exit: vitest's own summary comes after `onTestRunEnd`.
    process.once('exit', (code) => process.stdout.write(closingText(this.counts, code)));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.counts = countRun(modules, unhandledErrors.length);
  }
}

/** A file that does not load, a hook that fails and an error nobody caught each count as one failure. */
function countRun(modules: readonly TestModule[], unhandledErrors: number): Counts {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const groups = modules.flatMap((module): (TestModule | TestSuite)[] => [module, ...module.children.allSuites()]);
  const brokenGroups = groups.filter((group) => group.errors().length > 0).length;
  return {
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed: tests.filter((test) => test.result().state === 'failed').length + brokenGroups + unhandledErrors,
    // A test that never got a result (its hook failed, the run was stopped) did not pass either.
    skipped: tests.filter((test) => ['skipped', 'pending'].includes(test.result().state)).map(nameWithReason),
  };
}

function nameWithReason(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' && result.note !== undefined ? `: ${result.note}` : '';
  return `${test.module.relativeModuleId} > ${test.fullName}${note}`;
}

/** A run that ended badly without a counted failure (its set-up failed, nothing matched) says one failed. */
function closingText({ passed, failed, skipped }: Counts, exitCode: number): string {
  const names = skipped.map((name) => `skipped  ${name}\n`).join('');
  const shown = failed === 0 && exitCode !== 0 ? 1 : failed;
  return `${names}${passed} passed, ${shown} failed, ${skipped.length} skipped\n`;
}
