/** What a good answer is, and what is none, by the score: the tables are the definition that users can argue with. */

import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../../dataset/policy.js';
import { scoreOf, type QualityReason } from '../../../dataset/quality/score.js';
import { loop, order, signalsOf } from './fixtures.js';

const goodAnswers: readonly (readonly [string, string, string])[] = [
  ['a label', order, 'shipping_delay'],
  ['a label of one letter', order, 'B'],
  ['a number as label', 'Rate it from 1 to 5.', '4'],
  ['an emoji', 'Thanks!', '👍'],
  ['JSON with a label', order, '{"intent":"shipping_delay","urgent":false}'],
  [
    'a list in JSON',
    'List the items.',
    '[{"name":"lamp","status":"open"},{"name":"desk","status":"open"},{"name":"chair","status":"open"},{"name":"sofa","status":"open"},{"name":"rug","status":"open"}]',
  ],
  ['JSON, one value a line', 'Two rows, please.', '{"a":1}\n{"a":2}'],
  ['a short chat answer', order, 'Let me look that up. Could you tell me your order number?'],
  ['yes', 'Is water wet?', 'Yes.'],
  [
    'a long explanation',
    'How do vaccines work?',
    'Vaccines show the immune system a harmless piece of a germ. Cells learn to recognise it and keep a memory. When the real germ arrives later, antibodies are made within hours instead of days, so that most people never fall ill, or only mildly. Some vaccines need boosters because the memory fades.',
  ],
  [
    'code in a fence',
    'Sum a list in Python',
    'Here you go:\n```python\ndef total(values):\n    result = 0\n    for value in values:\n        result += value\n    return result\n```\nIt returns 0 for an empty list.',
  ],
  [
    'code without a fence',
    'Write a class',
    'class Point:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n    def move(self, dx, dy):\n        self.x += dx\n        self.y += dy\n        return self',
  ],
  [
    'code with a note to do',
    'Write a stub',
    'def parse(text):\n    """Parse the text."""\n    # TODO: handle empty input\n    return text.split(",")',
  ],
  ['a list', 'Name some fruits', '- apples\n- pears\n- plums\n- cherries\n- apricots\n- grapes\n- figs'],
  [
    'numbered steps',
    'How do I reset it?',
    '1. Hold the button for ten seconds.\n2. Wait until the light is off.\n3. Let go of the button.\n4. Wait until the light is green.',
  ],
  ['a table', 'Compare the plans', '| plan | price | users |\n|---|---|---|\n| basic | 5 | 1 |\n| team | 20 | 10 |\n| firm | 90 | 100 |'],
  [
    'German',
    'Wie ist das Wetter?',
    'Heute bleibt es überwiegend trocken, später ziehen Wolken auf. Am Abend sind einzelne Schauer möglich, bei Höchstwerten um achtzehn Grad.',
  ],
  [
    'Chinese',
    '机器学习是什么?',
    '机器学习是人工智能的一个分支。它让计算机从数据中学习规律，而不需要逐条编写规则。常见的方法有监督学习、无监督学习和强化学习。',
  ],
  ['Japanese to a question in kanji', '東京天気予報?', 'きょうの東京は晴れのち曇りで、最高気温は二十度くらいになるでしょう。'],
  ['Russian', 'Где мой заказ?', 'Ваш заказ отправлен вчера и прибудет в пятницу. Номер для отслеживания мы прислали на почту.'],
  ['a translation', 'Translate to Chinese: The weather is fine today, so we will walk.', '今天天气很好，所以我们去散步。'],
  [
    'a summary',
    'Summarise: The cat sat on the mat all day and looked at the birds in the garden while it rained outside.',
    'The cat sat on the mat all day and looked at the birds.',
  ],
  ['a correction', 'Correct the sentence: She go to school every days with her brother.', 'She goes to school every day with her brother.'],
  [
    'a letter with blanks',
    'Write an application',
    'Dear Ms. Doe,\n\nI would like to apply for the position of clerk at [your company]. I have five years of experience in a similar office, speak three languages and enjoy working with people. My references are attached.\n\nKind regards,\nJohn',
  ],
  ['a redacted contact', 'How can I reach you?', 'Write to <EMAIL_1> or call <PHONE_1> between nine and five.'],
  [
    'a shop that cannot refund',
    'I want my money back',
    "I'm sorry, but we can't refund tickets after 30 days. We can offer you a voucher for the same amount.",
  ],
  ['an agent that cannot find it', order, "Unfortunately I can't find your order. Please send me its number."],
  [
    'a refusal that helps on',
    'Which pill should I take?',
    "I'm sorry, but I can't answer that without knowing your history, and it would not be safe to guess. A pharmacist can tell you within minutes which of the two fits with what you take already, and most of them answer by phone, free of charge, until late in the evening on every day of the week.",
  ],
  [
    'a signature at the end',
    'Write a note',
    'Thank you for the lovely evening. The food was great and the company even better. See you next week.\n\nBest regards,\nAnna',
  ],
  [
    'a poem',
    'Write a short poem',
    'The river runs, the river bends,\nand carries leaves from early friends,\nit does not ask where it will go,\nit only knows the way to flow',
  ],
  [
    'a song with a refrain',
    'Write a song',
    'Down by the water we sang all night,\nhold on, hold on to the morning light.\nThe boats came in when the wind was low,\nhold on, hold on to the morning light.\nAnd no one wondered where time would go.',
  ],
  ['a template in braces', 'Write a template', '{name}, welcome to {city}! Your stay begins on {date}.'],
  ['a footnote first', 'Cite', '[1] Smith, The History of Salt, 1999.'],
  ['old spelling and symbols', 'Dates?', '“Naïve” café — 50 € · ½ · São Paulo · Ñandú · Ångström'],
];

const badAnswers: readonly (readonly [QualityReason, string, string])[] = [
  ['empty-answer', order, ''],
  ['empty-answer', order, ' \n\t '],
  ['repetitive', 'Tell me a story', loop],
  ['repetitive', 'Tell me a story', `Once upon a time there was a king. ${'the '.repeat(60)}`],
  ['repetitive', '讲个故事', '从前有座山山里有座庙。'.repeat(15)],
  ['duplicate-lines', 'Tell me a story', 'The same long line of text again and again.\n'.repeat(12)],
  ['broken-format', 'Classify', '{"intent":"shipping_delay","urgent":'],
  ['broken-format', 'Classify', '{"intent":"shipping_delay",,"urgent":false}'],
  ['broken-format', 'Classify', '[{"a":1},{"a":2'],
  ['redacted', 'What is your address?', '<EMAIL_1>'],
  ['redacted', 'What is your address?', '<PHONE_1> <IBAN_2>'],
  ['mojibake', 'Was kostet das?', 'Das GerÃ¤t kostet fÃ¼nf Euro, fÃ¼r SchÃ¼ler ist es gÃ¼nstiger.'],
  ['mojibake', 'Was kostet das?', 'Das Ger\uFFFDt kostet f\uFFFDnf Euro.'],
  ['mojibake', 'Привет', 'ÐŸÑ€Ð¸Ð²ÐµÑ‚, ÐºÐ°Ðº Ð´ÐµÐ»Ð°?'],
  ['refusal', 'Tell me a joke', "I'm sorry, but I can't assist with that."],
  ['refusal', 'Tell me a joke', 'I’m sorry, I cannot help with this request.'],
  ['refusal', 'Tell me a joke', 'As an AI language model, I do not have jokes.'],
  ['refusal', 'Tell me a joke', 'Sorry, but as an AI developed by a lab I have no access to jokes.'],
  ['refusal', 'Erzähl einen Witz', 'Es tut mir leid, aber ich kann Ihnen dabei nicht helfen.'],
  ['refusal', '讲个笑话', '抱歉，我无法回答这个问题。'],
  ['echo', order, order],
  ['placeholder', 'Write a page', 'Lorem ipsum dolor sit amet, consectetur adipiscing elit.'],
  ['placeholder', 'What is your name?', '[INSERT ANSWER HERE]'],
  ['placeholder', 'What is the token?', '<your answer goes here>'],
  ['placeholder', 'What is the token?', 'TODO'],
  ['placeholder', 'What is the token?', 'xxxxxxxx'],
];

/** Each shows as a reason; none of them alone filters an answer that is fine otherwise. */
const oddAnswers: readonly (readonly [QualityReason, string, string])[] = [
  [
    'truncated',
    'How do planes fly?',
    'Planes fly because the wings push air down. The engine moves the plane forward, and the shape of the wing turns the stream of air so that the',
  ],
  ['truncated', 'Sum a list', 'Here you go:\n```python\ndef total(values):\n    return sum('],
  ['script-mismatch', 'Где мой заказ и когда он прибудет?', 'Your order was sent yesterday and will arrive on Friday.'],
  [
    'placeholder',
    'Write a letter',
    'Dear [Your Name],\nthank you for the letter that came yesterday. We will answer within a week, and call before that if anything is missing.',
  ],
  [
    'mojibake',
    'Tell me about cafes',
    `${'The old houses of the town have many small shops where people meet. '.repeat(1)}A cafÃ© stands at each corner, and on Sundays they are full of families who come from the whole valley to talk, to play cards and to hear the band.`,
  ],
  ['broken-format', 'Classify', '{"intent":"refund"}\nI chose this because money is mentioned.'],
];

describe('the score of an answer', () => {
  test.each(goodAnswers)('is high for %s', (_, question, answer) => {
    expect(scoreOf(signalsOf(question, answer)).score, JSON.stringify(signalsOf(question, answer))).toBeGreaterThanOrEqual(0.5);
  });

  test.each(badAnswers)('is below the default minimum for %s: %s → %s', (reason, question, answer) => {
    const { score, reasons } = scoreOf(signalsOf(question, answer));
    expect(score, JSON.stringify(signalsOf(question, answer))).toBeLessThan(defaultPolicy.quality.minimum);
    expect(reasons).toContain(reason);
  });

  test.each(oddAnswers)('names %s without filtering', (reason, question, answer) => {
    const { score, reasons } = scoreOf(signalsOf(question, answer));
    expect(reasons).toContain(reason);
    expect(score).toBeGreaterThanOrEqual(defaultPolicy.quality.minimum);
    expect(score).toBeLessThan(1);
  });

  test('an answer without any fault has 1 and no reason', () => {
    expect(scoreOf(signalsOf(order, 'It left our house on Monday and will be with you on Friday.'))).toEqual({ score: 1, reasons: [] });
  });

  test.each([
    [null, 1],
    [1, 1],
    [0.5, 1],
    [0.25, 0.6],
    [0, 0.2],
  ])('a rating of %s leaves %s', (rating, score) => {
    expect(scoreOf(signalsOf(order, 'It left our house on Monday.', rating)).score).toBe(score);
  });

  test('the worst reason comes first', () => {
    const { reasons } = scoreOf({ ...signalsOf('Name it', '{"a": [1, 2'), rating: 0.4 });
    expect(reasons).toEqual(['broken-format', 'truncated', 'low-rating']);
  });
});
