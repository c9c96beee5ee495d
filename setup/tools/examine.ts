/** The doctor's lines about optional parts. Separate from the list, which also installs. */

import type { Check } from '../check.js';
import type { SetupContext } from '../report.js';
import { examineTool } from './find.js';
import { tools } from './index.js';
import { toolCommand, type Tool } from './tool.js';

export async function examineTools(context: SetupContext): Promise<Check[]> {
  return Promise.all(tools.map((tool) => examine(context, tool)));
}

async function examine(context: SetupContext, tool: Tool): Promise<Check> {
  const [{ state, found }, obstacle] = await Promise.all([examineTool(context, tool), tool.obstacle(context)]);
  return { name: `tool: ${tool.name}`, needed: false, state, found, install: obstacle?.next ?? toolCommand(tool.name) };
}
