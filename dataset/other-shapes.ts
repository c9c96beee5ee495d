/** Shapes of training data that are not read yet, told by their keys, each with what to turn it into. */

export interface OtherShape {
  readonly name: string;
  /** What to do with each line. */
  readonly convert: string;
}

const messages = '{"messages": [{"role": "user", "content": …}, {"role": "assistant", "content": …}]}';
const completion = '{"prompt": …, "completion": …}';

interface Known extends OtherShape {
  fits(value: object): boolean;
}

const has =
  (...keys: readonly string[]) =>
  (value: object): boolean =>
    keys.every((key) => Object.hasOwn(value, key));

const known: readonly Known[] = [
  {
    name: 'ShareGPT conversations',
    fits: has('conversations'),
    convert: `${messages}: from becomes role (human is user, gpt is assistant), value becomes content`,
  },
  {
    name: 'instruction and output (Alpaca)',
    fits: has('instruction', 'output'),
    convert: `${completion}: instruction, with input below it where there is one, becomes prompt, output becomes completion`,
  },
  { name: 'input and output', fits: has('input', 'output'), convert: `${completion}: input becomes prompt, output becomes completion` },
  {
    name: 'question and answer',
    fits: has('question', 'answer'),
    convert: `${completion}: question becomes prompt, answer becomes completion`,
  },
  { name: 'text and label', fits: has('text', 'label'), convert: `${completion}: text becomes prompt, label becomes completion` },
  {
    name: 'preference pairs (chosen and rejected)',
    fits: has('chosen', 'rejected'),
    convert: `${completion}: chosen becomes completion, rejected is left out`,
  },
  {
    name: 'plain text',
    fits: has('text'),
    convert: `${completion}: what the model is given becomes prompt, what it should say becomes completion`,
  },
];

/** The shape that most of these values have; undefined when that is one that is read, or none that is known. */
export function otherShapeOf(values: readonly object[]): OtherShape | undefined {
  const others = values.filter((value) => !has('messages')(value) && !has('prompt')(value));
  if (others.length * 2 <= values.length) return undefined;
  const shape = known.find(({ fits }) => others.filter(fits).length * 2 > values.length);
  return shape === undefined ? undefined : { name: shape.name, convert: shape.convert };
}
