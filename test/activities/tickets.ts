/** Support tickets that no check of the dataset stage has anything against: no two are nearly the same, and each is short and whole. */

const words = (
  'card refund late lost broken parcel invoice login password order cancel blue red green small large phone laptop chair ' +
  'table window garden river stone cloud bird fish horse train plane winter summer bread cheese music paper pencil'
).split(' ');

/** Numbered; the same number gives the same ticket. */
export function ticket(
  number: number,
  { words: count = 14, label = 'card' }: { readonly words?: number; readonly label?: string } = {},
): string {
  let state = (number + 1) * 7919;
  const next = (): string => {
    state = (state * 48_271) % 2_147_483_647;
    return words[state % words.length] ?? '';
  };
  const content = `Ticket ${number}: ${Array.from({ length: count }, next).join(' ')}?`;
  const answer = JSON.stringify({ intent: label });
  return JSON.stringify({
    messages: [
      { role: 'user', content },
      { role: 'assistant', content: answer },
    ],
  });
}

/** With labels in turn. */
export function someTickets(
  count: number,
  { from = 0, labels = ['card', 'refund'] }: { readonly from?: number; readonly labels?: readonly string[] } = {},
): string[] {
  return Array.from({ length: count }, (_, index) => ticket(from + index, { label: labels[index % labels.length] ?? 'card' }));
}
