/** Single values as YAML text, safe in block and in flow style. */

/** What other readers of YAML take for something else than a text. */
const otherMeanings = /^(true|false|null|yes|no|on|off|y|n|inf|nan)$/i;

/** Plain where that is safe, else quoted as JSON, which YAML reads as it is. */
export function yamlText(text: string): string {
  return /^[A-Za-z./][\w./@*-]*$/.test(text) && !otherMeanings.test(text) ? text : JSON.stringify(text);
}

/** `{ kind: accuracy, floor: 0.5 }`, without what is undefined. */
export function flow(entries: Readonly<Record<string, string | number | undefined>>): string {
  const members = Object.entries(entries).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${typeof value === 'number' ? value : yamlText(value)}`],
  );
  return `{ ${members.join(', ')} }`;
}
