/** Names every prerequisite and part, its state and the command that installs it. Fetches and changes nothing. */

import type { Check } from './check.js';
import { contextOf } from './report.js';
import type { SetupContext } from './report.js';
import { examineMachine } from './examine-machine.js';
import { examineParts } from './examine-parts.js';
import { examineTools } from './tools/examine.js';

export type { Check } from './check.js';

/** In the order in which things are needed; takes a few seconds, as it reads every byte of what was fetched. */
export async function examine(overrides: Partial<Omit<SetupContext, 'report'>> = {}): Promise<Check[]> {
  const context = contextOf(() => undefined, overrides);
  const [machine, parts, tools] = await Promise.all([examineMachine(context), examineParts(context), examineTools(context)]);
  return [...machine, ...parts, ...tools];
}
