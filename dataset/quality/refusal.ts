/** Recognises answers that open by refusing: "I'm sorry, but I can't help with that." A bot's sentence about its own limits, not a shop's about refunds. */

/** Looked at from the start of the answer. */
const openerLength = 160;

/** Each begins at the first letter, so that most answers are done after one character. */
const openers: readonly RegExp[] = [
  /^(?:i['’]?m (?:really |very |so |truly )?sorry|i apologi[sz]e|sorry|apologies|unfortunately|my apologies)\b[,.!]?(?: but)?,? ?(?:as an ai\b.*|i(?: am|['’]m)? ?(?:can ?not|can['’]?t|could(?: not|n['’]t)|won['’]?t|will not|unable to|not able to|do not|don['’]t) (?:be able to )?(?:help|assist|provide (?:that|this|you|any|information|assistance|instructions)|answer|fulfil|comply|complete (?:that|this)|do that|do this|continue|discuss|engage|generate|create|write|support (?:that|this)|feel comfortable))/i,
  /^as an? (?:ai|artificial intelligence|(?:large )?language model)\b/i,
  /^i(?: am|['’]m)? ?(?:can ?not|can['’]?t|won['’]?t|will not|unable to|not able to|must decline|have to decline)(?: to)? ?(?:help|assist|fulfil|comply|do that|do this|engage|generate|provide (?:that|this|assistance|instructions)|answer (?:that|this|your question)|continue|this request|that request)/i,
  /^(?:es tut mir leid|leider|entschuldigung)\b.{0,30}\bkann (?:ich )?.{0,30}\bnicht\b.{0,20}\b(?:helfen|beantworten|weiterhelfen|unterstützen)/i,
  /^(?:lo siento|je suis désolée?|désolée?|mi dispiace|desculpe|sinto muito)\b.{0,40}\b(?:no puedo|ne peux pas|non posso|não posso)/i,
  /^(?:很?抱歉|对不起|申し訳|ごめんなさい|죄송).{0,30}(?:无法|不能|できません|いたしかねます|없습니다)/,
];

const firstLetters = new Set('iIsSaAuUmMeElLjJdD很抱对申ご죄');

export function refuses(answer: string, start: number): boolean {
  if (!firstLetters.has(answer.charAt(start))) return false;
  const opener = answer.slice(start, start + openerLength);
  return openers.some((pattern) => pattern.test(opener));
}
