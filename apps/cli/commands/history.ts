/** `slipway history`: who served when, put there by whom and why; and which version served at a moment. */

import { Option, type Command } from 'commander';
import { environments, type EnvironmentName } from '../../../domain/environments.js';
import { ExplainedError } from '../../../domain/explained-error.js';
import { utcText } from '../../../domain/figures.js';
import { listAudit } from '../../../registry/audit.js';
import { servedAt, servedHistory, type ServedPeriod } from '../../../registry/lifecycle.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { requireModel } from '../known-models.js';
import { localStore } from '../local.js';
import { outputOf } from '../output.js';
import { warnOfBrokenAudit } from '../record/broken-audit.js';
import { endOf, momentOf, type Moment } from '../record/moment.js';
import { factLines, minuteText, recordTable, whoText } from '../record/text.js';

interface HistoryOptions {
  readonly environment: EnvironmentName;
  readonly asOf?: string;
}

export function configureHistory(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named')
    .addOption(new Option('--environment <name>', 'where it served').choices([...environments]).default('production'))
    .option('--as-of <time>', 'what served then, and who put it there; UTC, a day is its beginning')
    .action((model: string, options: HistoryOptions, command: Command) => history(model, options, command));
  examples(command, [
    ['Who served when, and why', 'slipway history support-triage'],
    ['What served on a day, or at a time', 'slipway history support-triage --as-of 2026-11-20'],
    ['What was accepted when', 'slipway history support-triage --environment staging'],
  ]);
}

async function history(model: string, { environment, asOf }: HistoryOptions, command: Command): Promise<void> {
  const moment = asOf === undefined ? undefined : momentOf('--as-of', asOf);
  await requireModel(model);
  const output = outputOf(command);
  const store = await localStore();
  const periods = servedHistory(await listAudit(store, model), environment);
  await warnOfBrokenAudit(output, store, model);
  if (moment === undefined) return output.result({ model, environment, periods }, historyLines(periods, { model, environment }));
  if (Date.parse(moment.iso) > Date.now()) throw inFuture(moment);
  const period = servedAt(periods, moment.iso);
  if (period === undefined) throw beforeFirst(periods[0], { model, environment, moment });
  const laterThatDay = moment.isDay ? periods.filter(({ from }) => from > moment.iso && from < endOf(moment)) : [];
  output.result({ model, environment, asOf: moment.iso, served: period, laterThatDay }, [
    `${model} in ${environment} at ${utcText(moment.iso)}: ${period.version}`,
    ...factLines(factsOf(period)),
    ...laterThatDay.map(({ version, from, by }) => `later that day: ${version} from ${utcText(from)}, put there by ${whoText({ by })}`),
  ]);
}

interface Place {
  readonly model: string;
  readonly environment: EnvironmentName;
}

function historyLines(periods: readonly ServedPeriod[], { model, environment }: Place): string[] {
  if (periods.length === 0) return [`${model}: no version has been in ${environment}`];
  // Each until the next one: without gaps, so one time a row is enough.
  const rows = periods.map((period) => [period.version, minuteText(period.from), whoText(period), period.reason]);
  return [recordTable(['version', 'from (UTC)', 'put there by', 'why'], rows)];
}

function factsOf({ digest, from, until, by, runId, reason }: ServedPeriod): (readonly [string, string])[] {
  return [
    ['GGUF', digest],
    ['served', `from ${utcText(from)} ${until === null ? 'until now' : `to ${utcText(until)}`}`],
    ['put there by', runId === null || by === `run:${runId}` ? whoText({ by }) : `${by} (${runId})`],
    ['why', reason],
  ];
}

function inFuture({ iso }: Moment): UsageError {
  return new UsageError({
    what: `--as-of: ${utcText(iso)} has not been yet`,
    why: `it is ${utcText(new Date().toISOString())} here`,
    next: 'name a time that has passed',
  });
}

/** An answer, and not a wrong question: nothing served then. */
function beforeFirst(first: ServedPeriod | undefined, { model, environment, moment }: Place & { readonly moment: Moment }): ExplainedError {
  return new ExplainedError({
    what: `no version of ${model} was in ${environment} at ${utcText(moment.iso)}`,
    why: first === undefined ? 'none has been there yet' : `the first, ${first.version}, came at ${utcText(first.from)}`,
    next: `slipway history ${model} --environment ${environment} lists them all`,
  });
}
