/** The little Markdown that a model card needs. Text from outside, such as a reason or a name, must not become markup of the page that shows it. */

export function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${oneLine(line)}`).join('\n');
}

export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => oneLine(cell).replaceAll('|', '\\|')))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** In one line, with nothing left that Markdown or HTML would read. */
export function inline(text: string): string {
  return oneLine(text).replace(/[\\`*[\]<>]/g, '\\$&');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
