/** The outcome tables of a proof of kills. */

import Table from 'cli-table3';
import type { TrafficCounts } from '../../../apps/local/traffic.js';
import type { RunResult } from '../../../client/releases.js';
import type { Kill } from './killer.js';
import { targets } from './processes.js';
import type { Scenario } from './scenarios.js';

export interface Ended {
  readonly scenario: Scenario;
  readonly result: RunResult;
  readonly seconds: number;
  readonly kills: readonly Kill[];
}

export interface KillsReport {
  readonly title: string;
  readonly ended: readonly Ended[];
  readonly problems: readonly string[];
  readonly requests: TrafficCounts;
  readonly replayed: number;
  readonly resumes: number;
}

export function printReport(report: KillsReport): void {
  const { ended, problems, requests } = report;
  const kills = ended.flatMap((run) => run.kills);
  const stages = [...new Set(kills.map(({ stage }) => stage))];
  const table = (head: string[], rows: (string | number)[][]): void => {
    const drawn = new Table({ head, style: { head: [], border: [], compact: true } });
    drawn.push(...rows);
    console.log(drawn.toString());
  };
  console.log(`\nkills by target and moment (${report.title})`);
  table(
    ['killed', ...stages, 'all'],
    targets.map((target) => {
      const ofTarget = kills.filter((kill) => kill.target === target);
      return [target, ...stages.map((stage) => ofTarget.filter((kill) => kill.stage === stage).length), ofTarget.length];
    }),
  );
  console.log('\nruns by scenario');
  const scenarios = [...new Set(ended.map(({ scenario }) => scenario.name))];
  table(
    ['scenario', 'runs', 'kills', 'as without kills', 'by what the kill did to users', 'otherwise', 'median s'],
    scenarios.map((name) => {
      const runs = ended.filter(({ scenario }) => scenario.name === name);
      const expected = runs.filter(({ scenario, result }) => result.outcome === scenario.expected).length;
      const excused = runs.filter(isAsItWouldHave).length - expected;
      const seconds = runs.map((run) => run.seconds).toSorted((left, right) => left - right);
      const killsOfRuns = runs.reduce((sum, run) => sum + run.kills.length, 0);
      return [
        name,
        runs.length,
        killsOfRuns,
        expected,
        excused,
        runs.length - expected - excused,
        Math.round(seconds[Math.floor(seconds.length / 2)] ?? 0),
      ];
    }),
  );
  for (const { scenario, result } of ended.filter((run) => !isAsItWouldHave(run)))
    console.log(`not as told: ${result.runId} (${scenario.name}): ${result.outcome}: ${result.reason}`);
  console.log(
    `\n${kills.length} kills in ${ended.length} runs; ${report.resumes} trainings resumed from a checkpoint; ${report.replayed} histories replayed; requests: ${requests.sent} sent, ${requests.failed} failed`,
  );
  const lost = problems.filter((problem) => !problem.startsWith('doubled')).length;
  console.log(`lost: ${lost}, doubled: ${problems.length - lost}`);
  for (const problem of problems) console.log(`  ${problem}`);
}

/**
 * As without kills; or by what a kill did to its users: a candidate whose own process was killed may be rolled back for its errors, and one
 * whose counts died with the gateway may end unproven. Both are what a canary is for.
 */
export function isAsItWouldHave({ scenario, result, kills }: Ended): boolean {
  if (result.outcome === scenario.expected) return true;
  if (scenario.expected === 'rejected' || !kills.some(({ target }) => ['inference', 'runtime', 'gateway'].includes(target))) return false;
  if (result.outcome === 'released-unproven') return scenario.expected === 'released';
  // A first release has nothing to go back to: it is told as a failure, and keeps serving.
  if (result.version === 'v1' && result.outcome === 'failed') return result.reason.includes('no earlier version');
  return result.outcome === 'rolled-back' && ['judged', 'guardrail'].includes(result.rollback?.trigger ?? '');
}
