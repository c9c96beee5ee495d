/** What users said in a model's own training data: questions for practice traffic. */

import { resolve } from 'node:path';
import { policyOf } from '../../catalog/data.js';
import { loadModelSpec, modelsIn } from '../../configs/load.js';
import { createParser, maximumLineBytes } from '../../dataset/schema/parse.js';
import { findSources } from '../../dataset/sources/find.js';
import { beginning } from '../../dataset/sources/source-file.js';
import type { ChatMessage } from '../../platform/ports.js';
import { environment } from './local.js';
import { UsageError } from './exit.js';
import { requireModelName, unknownModel } from './known-models.js';

/** Enough for variety; a source may be of any size. */
const mostPrompts = 500;

/** The first conversations of the model's sources without their last answer, at most 500. Throws UsageError where there is none. */
export async function promptsOf(model: string): Promise<(readonly ChatMessage[])[]> {
  requireModelName(model);
  const folder = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(folder);
  if (files?.includes(model) !== true) throw unknownModel(model, { folder, files });
  const { spec } = await loadModelSpec(folder, model);
  const prompts: (readonly ChatMessage[])[] = [];
  const sources = await findSources(spec.data.sources, undefined);
  for (const file of sources.files) {
    const parser = createParser({ ...policyOf(spec), labelPath: undefined }, null);
    for await (const lines of file.lines(beginning, maximumLineBytes)) {
      for (const line of lines) {
        const parsed = parser.parse(line);
        // Plain chat: a text in every message.
        if (parsed.kind === 'example') prompts.push(parsed.example.messages.slice(0, -1) as ChatMessage[]);
      }
      if (prompts.length >= mostPrompts) return prompts.slice(0, mostPrompts);
    }
  }
  if (prompts.length > 0) return prompts;
  throw new UsageError({
    what: `${model} has no examples to take questions from`,
    why: sources.problems[0] ?? `none was found in ${spec.data.sources.join(', ')}`,
    next: `slipway data validate ${model}`,
  });
}
