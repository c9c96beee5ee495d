/** `slipway tools`: installs optional parts by name, each with what it costs. */

import { Argument, type Command } from 'commander';
import { sha256OfFolder } from '../../../gguf/digest.js';
import { contextOf } from '../../../setup/report.js';
import { examineTool } from '../../../setup/tools/find.js';
import { tools } from '../../../setup/tools/index.js';
import { installTool, type ToolOutcome } from '../../../setup/tools/install.js';
import { costCells, toolCommand, type Tool } from '../../../setup/tools/tool.js';
import { examples } from '../examples.js';
import { exitCodes } from '../exit-codes.js';
import { outputOf, table } from '../output.js';
import { printReport } from '../print-report.js';

export function configureTools(command: Command): void {
  const names = tools.map((tool) => tool.name);
  command
    .addArgument(new Argument('[names...]', 'which to install; all that this machine can have when none is named').choices(names))
    .option('--list', 'show what there is, what each costs and which are there, and install nothing')
    .action((chosen: readonly string[], { list = false }: { readonly list?: boolean }, self: Command) => {
      const wanted = chosen.length === 0 ? tools : tools.filter((tool) => chosen.includes(tool.name));
      return list ? show(wanted, self) : install(wanted, { named: chosen.length > 0, command: self });
    });
  examples(command, [
    ['what there is, and what it costs', 'slipway tools --list'],
    ['an S3 server for tests', 'slipway tools seaweedfs'],
    ['a base model, where no model hub is in reach', 'slipway tools smollm2'],
  ]);
}

async function show(wanted: readonly Tool[], command: Command): Promise<void> {
  const context = contextOf(() => undefined);
  const shown = await Promise.all(
    wanted.map(async (tool) => {
      const { name, purpose, cost } = tool;
      const [{ state, found }, obstacle] = await Promise.all([examineTool(context, tool), tool.obstacle(context)]);
      return { name, purpose, cost, needsRoot: false, state, found, obstacle, install: obstacle?.next ?? toolCommand(name) };
    }),
  );
  const rows = shown.map(({ name, purpose, cost, state }) => [name, purpose, ...costCells(cost), state]);
  const notes = shown.flatMap(({ name, cost, state, found, obstacle }) => [
    ...(state === 'ok' ? [`${name} is at ${found}`] : []),
    ...(state === 'ok' || cost.besides === undefined ? [] : [`${name} costs besides: ${cost.besides}`]),
    ...(state === 'ok' || obstacle === undefined ? [] : [`${name} cannot be had here: ${obstacle.why}; ${obstacle.next}`]),
  ]);
  const lines = [
    table(['tool', 'for', 'download', 'disk', 'CPU', 'state'], rows),
    ...notes,
    `None needs root. Install with: ${toolCommand('NAME')}`,
  ];
  outputOf(command).result(shown, lines);
}

interface Asked {
  /** By the person: then a tool that this machine cannot have is a failure. */
  readonly named: boolean;
  readonly command: Command;
}

async function install(wanted: readonly Tool[], { named, command }: Asked): Promise<void> {
  const output = outputOf(command);
  const context = contextOf(printReport(output));
  const outcomes: ToolOutcome[] = [];
  // One after the other: each is told as a story, and one download has the whole line.
  for (const tool of wanted) outcomes.push(await installTool(context, tool));
  const models = await Promise.all(wanted.flatMap((tool, index) => modelOf(tool, outcomes[index])));
  output.result(
    outcomes.map((outcome) => ({ ...outcome, ...models.find((model) => model.name === outcome.name) })),
    [
      ...outcomes.map(lineOf),
      ...models.flatMap(({ path, sha256 }) => [
        '',
        `base model ${path}`,
        `sha256     ${sha256}`,
        `next       slipway init --base-model ${path}`,
      ]),
    ],
  );
  const bad = named ? ['failed', 'not-here'] : ['failed'];
  if (outcomes.some(({ outcome }) => bad.includes(outcome))) process.exitCode = exitCodes.failed;
}

function lineOf({ name, outcome, path, reason, seconds }: ToolOutcome): string {
  if (reason !== undefined) return `${name}: ${outcome === 'failed' ? 'failed' : 'not on this machine'}: ${reason}`;
  return `${name}: ${outcome === 'installed' ? `installed in ${seconds?.toFixed(0) ?? 0} s` : 'there'}: ${path ?? ''}`;
}

/** A tool without programs is a model: its digest is what a pipeline file names it by. */
function modelOf(tool: Tool, outcome: ToolOutcome | undefined): Promise<{ name: string; path: string; sha256: string }>[] {
  const path = outcome?.path;
  if (tool.programs.length > 0 || path === undefined) return [];
  return [sha256OfFolder(path).then((sha256) => ({ name: tool.name, path, sha256 }))];
}
