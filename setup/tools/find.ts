/** Finds a tool: the one installed into the home, else one on PATH. Separate because tests and commands ask without installing anything. */

import { join } from 'node:path';
import { examineInstalled, isInstalled, type InstalledState } from '../installed.js';
import { layoutOf } from '../layout.js';
import { findOnPath } from '../machine.js';
import type { SetupContext } from '../report.js';
import type { Tool } from './tool.js';

export interface FoundTool {
  /** Its main program, or the folder of a model. */
  readonly path: string;
  /** Paths by the programs' own names, such as `promtool`. */
  readonly programs: Readonly<Record<string, string>>;
}

export interface ToolState {
  readonly state: InstalledState;
  /** In words: where it is, or what is wrong with it. */
  readonly found: string;
}

export function folderOf({ home }: SetupContext, tool: Tool): string {
  return join(layoutOf(home).tools, tool.folder);
}

/** Takes milliseconds; undefined when it is nowhere. */
export async function findTool(context: SetupContext, tool: Tool): Promise<FoundTool | undefined> {
  const ours = await isInstalled(context.home, tool.name, await tool.pin(context));
  return ours ? inFolder(folderOf(context, tool), tool) : onPath(context, tool);
}

/** Reads every byte of what was installed. */
export async function examineTool(context: SetupContext, tool: Tool): Promise<ToolState> {
  const state = await examineInstalled(context.home, tool.name, await tool.pin(context));
  const folder = folderOf(context, tool);
  if (state === 'ok') return { state, found: inFolder(folder, tool).path };
  const elsewhere = await onPath(context, tool);
  if (elsewhere !== undefined) return { state: 'ok', found: elsewhere.path };
  const found = { missing: 'not installed', old: `${folder} is of another release`, damaged: `${folder} differs from what was installed` };
  return { state, found: found[state] };
}

/** The same programs, wherever the folder lies just now. */
export function inFolder(folder: string, tool: Tool): FoundTool {
  const paths = tool.programs.map((program) => [program.name, join(folder, program.path)] as const);
  return { path: paths[0]?.[1] ?? folder, programs: Object.fromEntries(paths) };
}

/** Only where all of its programs are there. */
async function onPath({ env }: SetupContext, tool: Tool): Promise<FoundTool | undefined> {
  const paths: [string, string][] = [];
  for (const program of tool.programs) {
    const found = (await Promise.all(program.onPath.map((name) => findOnPath(name, env)))).find((path) => path !== undefined);
    if (found === undefined) return undefined;
    paths.push([program.name, found]);
  }
  const [first] = paths;
  return first === undefined ? undefined : { path: first[1], programs: Object.fromEntries(paths) };
}
