/** Reads a file of evaluation examples as somebody has it: questions with their answers in any schema that examples come in, or a suite of Slipway. */

import { z } from 'zod';
import { jsonOf } from '../../domain/answer-label.js';
import type { SuiteText } from '../contamination/suite-text.js';
import { createParser, maximumLineBytes } from '../schema/parse.js';
import { findSources } from '../sources/find.js';
import type { Line } from '../sources/line.js';
import { beginning, type SourceFile } from '../sources/source-file.js';
import type { SourceStore } from '../../platform/ports.js';
import { defaultPolicy } from '../policy.js';
import { DataUnreadableError } from './unreadable.js';

const suiteItem = z.looseObject({
  id: z.string().optional(),
  messages: z.array(z.looseObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
  expected: z.string().optional(),
});

/** Throws DataUnreadableError with file and line when there is an item that cannot be read: nobody knows what it asks. */
export async function readEvaluationFiles(paths: readonly string[], remote: SourceStore | undefined): Promise<SuiteText[]> {
  if (paths.length === 0) return [];
  const { files, problems } = await findSources(paths, remote);
  if (problems.length > 0) throw new DataUnreadableError(problems.join(' '));
  const texts: SuiteText[] = [];
  for (const file of files) texts.push(...(await readFile(file)));
  return texts;
}

async function readFile(file: SourceFile): Promise<SuiteText[]> {
  const parser = createParser({ ...defaultPolicy, plainChat: false }, null);
  const texts: SuiteText[] = [];
  for await (const lines of file.lines(beginning, maximumLineBytes)) {
    for (const line of lines) {
      const item = itemOf(line);
      const place = { suite: file.name, item: item?.id ?? String(line.number), line: line.number };
      if (item !== undefined) texts.push({ ...place, messages: item.messages });
      if (item !== undefined) continue;
      const parsed = parser.parse(line);
      if (parsed.kind === 'blank') continue;
      if (parsed.kind === 'example') texts.push({ ...place, messages: parsed.example.messages });
      else
        throw new DataUnreadableError(
          `Expected an evaluation example at line ${line.number} of ${file.name}, found ${whatIs(parsed)}. Mend or remove the line.`,
        );
    }
  }
  if (texts.length === 0) throw new DataUnreadableError(`Expected evaluation examples in ${file.name}, found none.`);
  return texts;
}

function whatIs(
  parsed: { readonly kind: 'otherSchema'; readonly schema: string } | { readonly kind: 'quarantined'; readonly message: string },
): string {
  return parsed.kind === 'otherSchema' ? `another schema (${parsed.schema}) than before` : `none: ${parsed.message}`;
}

/** Messages that end with a question; their answer may stand beside them. */
function itemOf(line: Line): { readonly id: string | undefined; readonly messages: SuiteText['messages'] } | undefined {
  const parsed = suiteItem.safeParse(jsonOf(line.bytes.toString()));
  if (!parsed.success) return undefined;
  const { id, messages, expected } = parsed.data;
  if (messages.at(-1)?.role !== 'user') return undefined;
  const asked = messages.map(({ role, content }) => ({ content, role }));
  return { id, messages: expected === undefined ? asked : [...asked, { content: expected, role: 'assistant' }] };
}
