/** Optional parts for tests: the program, or why the test is skipped and the command that brings it. */

import { findTool } from '../../setup/tools/find.js';
import { tools } from '../../setup/tools/index.js';
import { contextOf } from '../../setup/report.js';

export interface ToolForTest {
  /** Empty where it is missing. */
  readonly program: string;
  /** For `describe.skipIf(missing !== undefined)` with it in the name, or `skip(missing !== undefined, missing)`. */
  readonly missing: string | undefined;
}

/** Ask at the top of the file. `program` names one that is not the tool's first, such as `promtool`. */
export async function aTool(name: string, program?: string): Promise<ToolForTest> {
  const tool = tools.find((each) => each.name === name);
  if (tool === undefined) throw new Error(`expected one of ${tools.map((each) => each.name).join(', ')}, got ${name}`);
  const found = await findTool(
    contextOf(() => undefined),
    tool,
  );
  const path = program === undefined ? found?.path : found?.programs[program];
  return path === undefined ? { program: '', missing: `no ${name} here: npm run tools -- ${name}` } : { program: path, missing: undefined };
}
