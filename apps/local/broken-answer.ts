/** Replaces what the model said by text that is no JSON, in a chat completion that stays well formed around it. */

import { z } from 'zod';

const brokenText = '{"intent": ~~ broken by the fault proxy ~~';

const completion = z.looseObject({ choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string().nullish() }) })) });
const streamEvent = z.looseObject({ choices: z.array(z.looseObject({ delta: z.looseObject({ content: z.string().nullish() }) })) });

/** `answer` is the body as it came: JSON, or server-sent events. */
export function brokenAnswer(answer: string, contentType: string): string {
  if (!contentType.startsWith('text/event-stream')) return brokenCompletion(answer);
  return answer
    .split('\n')
    .map((line) => (line.startsWith('data: {') ? `data: ${brokenEvent(line.slice('data: '.length))}` : line))
    .join('\n');
}

function brokenCompletion(json: string): string {
  const answer = completion.parse(JSON.parse(json));
  return JSON.stringify({
    ...answer,
    choices: answer.choices.map((choice) => ({ ...choice, message: { ...choice.message, content: brokenText } })),
  });
}

/** Every piece of text is replaced, so that no join of them is JSON; events without text stay. */
function brokenEvent(json: string): string {
  const event = streamEvent.safeParse(JSON.parse(json)).data;
  if (event === undefined) return json;
  const choices = event.choices.map((choice) =>
    choice.delta.content ? { ...choice, delta: { ...choice.delta, content: brokenText } } : choice,
  );
  return JSON.stringify({ ...event, choices });
}
