/** What one provider, or the training of a pipeline, wants beyond the rules for all. */

import type { Profile } from '../policy.js';
import { callPathOf, contentPathOf, pathOf, type Draft } from './draft.js';
import { Problem } from './problem.js';

/** OpenAI's rules are about keys, in `key-rules.ts`; those of Together are `utils/files.py` of together-python. */
export function checkProfile(draft: Draft, profile: Profile): Problem | undefined {
  return profile === 'together' ? checkTogether(draft) : undefined;
}

function checkTogether({ messages, origin }: Draft): Problem | undefined {
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    if (message === undefined) continue;
    const path = pathOf(origin, index);
    if (message.role === 'tool')
      return new Problem(
        'unknown-role',
        path,
        'expected system, user or assistant, which Together knows, found tool; leave the example out',
      );
    if (message.tool_calls !== undefined)
      return new Problem(
        'unsupported-content',
        callPathOf(origin, index, 0),
        'expected text, found a tool call, which Together does not read; leave the example out',
      );
    if (message.role === 'system' && index > 0)
      return new Problem(
        'misplaced-system',
        path,
        'expected a system message at the beginning only, as Together wants it, found one later; move it',
      );
    if (message.role === messages[index - 1]?.role)
      return new Problem(
        'consecutive-roles',
        path,
        'expected user and assistant to alternate, as Together wants it, found one role twice; join the messages',
      );
  }
  return undefined;
}

/** What the trainer of a pipeline reads and a suite can ask: it trains on the last answer only. */
export function checkPlainChat({ messages, tools, origin }: Draft): Problem | undefined {
  const advice = 'this pipeline trains and asks plain chat, tools and bare texts need another trainer; leave the example out';
  if (tools !== null) return new Problem('not-plain-chat', ['tools'], `expected no tools, found some: ${advice}`);
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    if (message?.role === 'tool' || message?.tool_calls !== undefined)
      return new Problem('not-plain-chat', pathOf(origin, index), `expected no tool calls and results, found one: ${advice}`);
  }
  if (!messages.some(({ role }) => role === 'user'))
    return new Problem('not-plain-chat', contentPathOf(origin, 0), `expected a question and its answer, found a bare text: ${advice}`);
  if (messages.at(-1)?.weight === 0)
    return new Problem(
      'not-plain-chat',
      pathOf(origin, messages.length - 1),
      'expected weight 1 of the last answer, which is the one trained on, found 0; leave the example out',
    );
  return undefined;
}
