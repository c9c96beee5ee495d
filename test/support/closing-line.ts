/**
 * The very last lines of a run: what was skipped, passed only when it was tried again, or failed, by name, and `N passed, N failed, N skipped`,
 * which scripts and people look for. Separate from vitest's summary, which counts hooks and suites apart, and stands where a long log is cut.
 */

import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Those that have a name, each with the first line of why. */
  readonly failures: readonly string[];
  readonly skipped: readonly string[];
  /** They passed in the end, each with the first line of why they did not at once. */
  readonly retried: readonly string[];
}

export class ClosingLine implements Reporter {
  private counts: Counts = { passed: 0, failed: 0, failures: [], skipped: [], retried: [] };

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
  const brokenGroups = groups.filter((group) => group.errors().length > 0);
  return {
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed: tests.filter((test) => test.result().state === 'failed').length + brokenGroups.length + unhandledErrors,
    failures: [...tests.filter((test) => test.result().state === 'failed').map(testWithError), ...brokenGroups.map(brokenGroup)],
    // A test that never got a result (its hook failed, the run was stopped) did not pass either.
    skipped: tests.filter((test) => ['skipped', 'pending'].includes(test.result().state)).map(nameWithReason),
    retried: tests.filter((test) => test.diagnostic()?.flaky === true).map(testWithError),
  };
}

function nameWithReason(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' && result.note !== undefined ? `: ${result.note}` : '';
  return `${test.module.relativeModuleId} > ${test.fullName}${note}`;
}

/** Of its first attempt. */
function testWithError(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}: ${firstLine(test.result().errors?.[0]?.message)}`;
}

function brokenGroup(group: TestModule | TestSuite): string {
  const module = group.type === 'module' ? group : group.module;
  return `${module.relativeModuleId}: ${firstLine(group.errors()[0]?.message)}`;
}

function firstLine(message = ''): string {
  return message.split('\n', 1)[0]?.slice(0, 1_000) ?? '';
}

/** A run that ended badly without a counted failure (its set-up failed, nothing matched) says one failed. */
function closingText({ passed, failed, failures, skipped, retried }: Counts, exitCode: number): string {
  const told = { skipped, retried, failed: failures };
  const names = Object.entries(told).flatMap(([word, tests]) => tests.map((test) => `${word.padEnd(9)}${test}\n`));
  const shown = failed === 0 && exitCode !== 0 ? 1 : failed;
  return `${names.join('')}${passed} passed, ${shown} failed, ${skipped.length} skipped\n`;
}
