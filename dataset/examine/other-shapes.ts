/** Shapes of training data that are not read yet, told by their keys, each with what to turn it into. */

export interface OtherShape {
  readonly name: string;
  /** What to do with each line. */
  readonly convert: string;
}

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
    name: 'question and answer',
    fits: has('question', 'answer'),
    convert: `${completion}: question becomes prompt, answer becomes completion`,
  },
  {
    name: 'preference pairs (chosen and rejected)',
    fits: has('chosen', 'rejected'),
    convert: `${completion}: chosen becomes completion, rejected is left out`,
  },
];

/** The shape that most of these values have, which are no examples; undefined when it is none that is known. */
export function otherShapeOf(values: readonly object[]): OtherShape | undefined {
  const shape = known.find(({ fits }) => values.filter(fits).length * 2 > values.length);
  return shape === undefined ? undefined : { name: shape.name, convert: shape.convert };
}
