/** What an Ollama Modelfile says that a version can have. The rest is told, not used: requests and the GGUF itself say it here. Pure. */

export interface Modelfile {
  /** As written; null where it says none. */
  readonly from: string | null;
  /** `PARAMETER num_ctx`. */
  readonly contextTokens: number | null;
  readonly hasAdapter: boolean;
  /** Instructions that change answers under Ollama and have no effect here, each once, such as `SYSTEM`. */
  readonly unused: readonly string[];
}

const withoutEffect = ['TEMPLATE', 'SYSTEM', 'MESSAGE', 'PARAMETER'];

export function parseModelfile(text: string): Modelfile {
  const found = { from: null as string | null, contextTokens: null as number | null, hasAdapter: false };
  const unused = new Set<string>();
  for (const [instruction, value] of instructionsIn(text)) {
    const context = instruction === 'PARAMETER' ? /^num_ctx\s+(\d{1,9})$/.exec(value)?.[1] : undefined;
    if (instruction === 'FROM') found.from ??= unquoted(value);
    else if (instruction === 'ADAPTER') found.hasAdapter = true;
    else if (context !== undefined) found.contextTokens = Number(context);
    else if (withoutEffect.includes(instruction)) unused.add(instruction);
  }
  return { ...found, unused: [...unused] };
}

/** Line by line, without comments and without what stands in texts of several lines. */
function instructionsIn(text: string): (readonly [instruction: string, value: string])[] {
  const instructions: (readonly [string, string])[] = [];
  let inText = false;
  for (const line of text.split(/\r?\n/)) {
    const [, instruction = '', value = ''] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    if (!inText && instruction !== '') instructions.push([instruction.toUpperCase(), value]);
    if ((line.match(/"""/g) ?? []).length % 2 === 1) inText = !inText;
  }
  return instructions;
}

function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1');
}
