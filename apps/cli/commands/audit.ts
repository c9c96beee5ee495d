/** `slipway audit`: proves that a model's log is as it was written, and exports what an auditor asks for. */

import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { ExplainedError } from '../../../domain/explained-error.js';
import type { ObjectStore } from '../../../platform/ports.js';
import type { AuditCheck } from '../../../registry/audit.js';
import { auditText, exportAudit, type AuditExport, type Period } from '../../../registry/audit-export.js';
import { auditedModels, proveAudit } from '../../../registry/audited-models.js';
import { examples } from '../examples.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../exit.js';
import { requireModel } from '../known-models.js';
import { localStore } from '../local.js';
import { outputOf } from '../output.js';
import { endOf, momentOf } from '../record/moment.js';
import { textLines } from '../record/text.js';
import { writePage } from '../show-page.js';

interface ExportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format: 'json' | 'text';
  readonly out?: string;
}

export function configureAudit(command: Command): void {
  examples(command, [['Is every log as it was written?', 'slipway audit verify']]);
  const verifying = command
    .command('verify')
    .description('prove that nothing in the log was changed; names the first entry that was')
    .argument('[model]', 'without it, every model')
    .action((...[model, , command]: [string | undefined, object, Command]) => verify(model, command));
  examples(verifying, [
    ['Every model of the store', 'slipway audit verify'],
    ['One model, for a script', 'slipway audit verify support-triage --json'],
  ]);
  const exporting = command
    .command('export')
    .description('every entry of a period with its digest, and the proof of the log')
    .argument('<model>', 'as its pipeline file is named')
    .option('--from <time>', 'first moment; UTC, a day is its beginning')
    .option('--to <time>', 'last moment; a day is its end')
    .addOption(new Option('--format <format>', 'sentences, or one JSON document').choices(['text', 'json']).default('text'))
    .option('--out <file>', 'write into a file')
    .action(exportEntries);
  examples(exporting, [
    ['A quarter, to read', 'slipway audit export support-triage --from 2026-10-01 --to 2026-12-31'],
    ['Everything, for a program', 'slipway audit export support-triage --format json --out audit.json'],
  ]);
}

async function verify(named: string | undefined, command: Command): Promise<void> {
  if (named !== undefined) await requireModel(named);
  const store = await localStore();
  const checks: (AuditCheck & { readonly model: string })[] = [];
  for (const model of named === undefined ? await auditedModels(store) : [named])
    checks.push({ model, ...(await proveAudit(store, model)) });
  const lines = checks.flatMap(checkLines);
  outputOf(command).result({ models: checks }, lines.length === 0 ? ['there is no model in this store'] : lines);
  // No log proves nothing.
  if (checks.length === 0 || checks.some(({ intact }) => !intact)) process.exitCode = exitCodes.failed;
}

function checkLines({ model, intact, brokenAt, brokenKey, reason, headSha256 }: AuditCheck & { readonly model: string }): string[] {
  const found = intact
    ? 'intact'
    : `BROKEN at ${brokenAt === null ? 'its end' : `entry ${brokenAt}`}${brokenKey === null ? '' : ` (${brokenKey})`}`;
  return [...textLines(`${model}: ${found}`), ...textLines(reason, { indent: '  ' }), `  last intact entry ${headSha256 ?? 'none'}`];
}

async function exportEntries(model: string, { from, to, format, out }: ExportOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const period = periodOf(from, to);
  await requireModel(model);
  const exported = await readExport(await localStore(), model, period);
  const text = output.json || format === 'json' ? `${JSON.stringify(exported, undefined, 2)}\n` : auditText(exported);
  if (out === undefined) output.result(exported, [text.trimEnd()]);
  else {
    const path = resolve(out);
    await writePage(path, text, 'the export');
    output.result({ path, entries: exported.entries.length, proof: exported.proof }, [path]);
  }
  // Also where it was written: whoever hands it on must know.
  if (exported.proof.intact) return;
  output.progress(`the log of ${model} is broken: ${exported.proof.reason}`);
  process.exitCode = exitCodes.failed;
}

function periodOf(from: string | undefined, to: string | undefined): Period {
  const period = {
    from: from === undefined ? null : momentOf('--from', from).iso,
    until: to === undefined ? null : endOf(momentOf('--to', to)),
  };
  if (period.from === null || period.until === null || Date.parse(period.from) < Date.parse(period.until)) return period;
  throw new UsageError({ what: 'expected --from before --to', why: `got ${from} and ${to}`, next: 'exchange them' });
}

/** An entry that cannot be read can neither be exported nor left out. */
async function readExport(store: ObjectStore, model: string, period: Period): Promise<AuditExport> {
  try {
    return await exportAudit(store, model, period);
  } catch (error) {
    const proof = await proveAudit(store, model);
    if (proof.intact) throw error;
    throw new ExplainedError(
      { what: `the log of ${model} cannot be exported: it is broken`, why: proof.reason, next: 'restore it from a backup of the store' },
      { cause: error },
    );
  }
}
