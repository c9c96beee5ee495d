/** `slipway ask`: one request through the gateway, as a user's program would send it, and which version answered. */

import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { fetch } from 'undici';
import { answerText } from '../../../evaluation/infer.js';
import { ExplainedError } from '../../../domain/explained-error.js';
import { environment } from '../local.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { requireModelName } from '../known-models.js';
import { outputOf } from '../output.js';

/** A model that is cold or busy may think for long; a person gives up later than a program. */
const timeoutMilliseconds = 120_000;

interface AskOptions {
  readonly maxTokens: string;
}

export function configureAsk(command: Command): void {
  command
    .argument('<model>')
    .argument('[text]', 'the question; without it, standard input')
    .option('--max-tokens <n>', 'longest answer', '256')
    .action((...[model, text, , command]: [string, string | undefined, object, Command]) => ask(model, text, command));
  examples(command, [
    ['Who answers, and what', 'slipway ask support-triage "where is my refund?"'],
    ['A question from a file', 'slipway ask support-triage < ticket.txt'],
  ]);
}

async function ask(model: string, given: string | undefined, command: Command): Promise<void> {
  requireModelName(model);
  const options = command.opts<AskOptions>();
  const maxTokens = Number(options.maxTokens);
  if (!Number.isInteger(maxTokens) || maxTokens < 1) {
    throw new UsageError({
      what: `--max-tokens: ${JSON.stringify(options.maxTokens)} is no length of an answer`,
      why: 'expected a whole number from 1',
      next: `slipway ask ${model} --max-tokens 256 "…"`,
    });
  }
  const question = given ?? (process.stdin.isTTY ? '' : (await textOf(process.stdin)).trim());
  if (question === '') {
    throw new UsageError({
      what: 'there is no question',
      why: 'expected a text after the model, or on standard input',
      next: `slipway ask ${model} "hello"`,
    });
  }
  const answer = await sendTo((await environment()).SLIPWAY_GATEWAY_URL, {
    model,
    messages: [{ role: 'user', content: question }],
    temperature: 0,
    max_tokens: maxTokens,
  });
  outputOf(command).result({ model, ...answer }, [answer.text, '', `${model} ${answer.version ?? '?'}, ${answer.milliseconds} ms`]);
}

interface Answer {
  readonly text: string;
  readonly version: string | null;
  readonly milliseconds: number;
}

async function sendTo(gatewayUrl: string, body: object): Promise<Answer> {
  const begun = performance.now();
  const response = await fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMilliseconds),
  }).catch((error: unknown) => {
    throw new ExplainedError({
      what: `the gateway at ${gatewayUrl} does not answer`,
      why: reasonOf(error),
      next: 'start it with slipway up, or set SLIPWAY_GATEWAY_URL to where it is',
    });
  });
  const text = await response.text();
  const version = response.headers.get('x-slipway-version');
  if (!response.ok) {
    throw new ExplainedError({
      what: `the gateway refused the request with status ${response.status}`,
      why: text.slice(0, 300),
      next: 'slipway status names what is released',
    });
  }
  const said = answerText(text);
  if (said === undefined) {
    throw new ExplainedError({
      what: `the gateway at ${gatewayUrl} sent no answer of a model`,
      why: `expected a chat completion, got: ${text.slice(0, 300)}`,
      next: 'see that SLIPWAY_GATEWAY_URL is the gateway, and not its control API',
    });
  }
  return { text: said, version, milliseconds: Math.round(performance.now() - begun) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
