/** Installs one tool: says what it costs, makes it, sees that it runs here, and answers how long it took. */

import { execute } from '../execute.js';
import { ExplainedError } from '../../domain/explained-error.js';
import { installPart } from '../install-part.js';
import { freeGigabytes } from '../machine.js';
import type { SetupContext } from '../report.js';
import { examineTool, findTool, folderOf, inFolder } from './find.js';
import { costText, type Tool } from './tool.js';

export interface ToolOutcome {
  readonly name: string;
  /** `not-here`: this machine cannot have it, which is nobody's failure. */
  readonly outcome: 'there' | 'installed' | 'not-here' | 'failed';
  /** Its main program, or the folder of a model. */
  readonly path?: string;
  /** What, why and next of what could not be done, in one line. */
  readonly reason?: string;
  readonly seconds?: number;
}

/** Never rejects: one tool that cannot be had leaves the others. Idempotent, safe in two processes at once. */
export async function installTool(context: SetupContext, tool: Tool): Promise<ToolOutcome> {
  const { name } = tool;
  try {
    // To the last byte: whoever asks for a tool again may do so because it does not work.
    const { state, found } = await examineTool(context, tool);
    if (state === 'ok') return { name, outcome: 'there', path: found };
    const obstacle = await tool.obstacle(context);
    if (obstacle !== undefined) return { name, outcome: 'not-here', reason: new ExplainedError(obstacle).message };
    const begun = performance.now();
    await requireRoom(context, tool);
    context.report({ part: name, text: `costs ${costText(tool.cost)}` });
    await make(context, tool, state === 'damaged');
    const seconds = Math.round(performance.now() - begun) / 1000;
    const path = (await findTool(context, tool))?.path ?? folderOf(context, tool);
    context.report({ part: name, text: `installed ${await tool.pin(context)}`, percent: 100 });
    return { name, outcome: 'installed', path, seconds };
  } catch (error) {
    return { name, outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function make(context: SetupContext, tool: Tool, again: boolean): Promise<void> {
  const install = {
    part: tool.name,
    // Bytes that changed in place keep their sizes, and by these alone the part would count as installed.
    anew: again,
    pin: await tool.pin(context),
    target: folderOf(context, tool),
    make: async (work: string) => {
      const folder = await tool.make(context, work);
      await requireRunning(context, tool, folder);
      return folder;
    },
  };
  await installPart(context, install);
}

/** Before it is put in place: what was built for another machine is found here and not by a test. */
async function requireRunning({ env }: SetupContext, tool: Tool, folder: string): Promise<void> {
  const { programs } = inFolder(folder, tool);
  for (const { name, versionArguments } of tool.programs) {
    const program = programs[name] ?? name;
    const result = await execute({ program, args: versionArguments, env, timeoutMilliseconds: 60_000 });
    if (result.exitCode === 0) continue;
    throw new ExplainedError({
      what: `${name} was made and does not run here`,
      why: result.stderr.trim().split('\n')[0] || 'it ended without a reason',
      next: `nothing was installed; put another ${name} on PATH`,
    });
  }
}

async function requireRoom({ home }: SetupContext, { cost }: Tool): Promise<void> {
  const free = (await freeGigabytes(home)) * 1000;
  if (free >= cost.roomMegabytes) return;
  throw new ExplainedError({
    what: `expected ${cost.roomMegabytes} MB free while it is made`,
    why: `found ${free.toFixed(0)} MB at ${home}`,
    next: 'free some, or set SLIPWAY_HOME to a larger disk',
  });
}
