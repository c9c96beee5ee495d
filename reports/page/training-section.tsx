/** Training: how the losses fell, and what the trainer said about itself. */

import type { JSX } from 'preact';
import { thinned, type CurvePoint } from '../../domain/loss-curves.js';
import type { TrainingCurves } from '../../registry/training-curves.js';
import { Details, Figure } from './figure.js';
import { Facts } from './facts.js';
import { flattened } from './flattened.js';
import { firstLook, secondLook } from './plots/colours.js';
import { drawLosses, usesLog } from './plots/loss.js';
import { NothingOf, Section, type Drawn } from './section.js';
import { Table } from './table.js';
import { figureText, numberText } from './words.js';

export function TrainingSection({ data }: Drawn): JSX.Element {
  const { curves, version } = data;
  return (
    <Section id="training" title="Training">
      {curves === null || curves.train.length + curves.validation.length === 0 ? (
        <NothingOf data={data} stage="train" what="Training curves" />
      ) : (
        <Curves curves={curves} />
      )}
      {version !== null && (
        <Details summary="What the trainer said about itself">
          <Facts as="small" facts={flattened(version.training)} />
        </Details>
      )}
    </Section>
  );
}

function Curves({ curves }: { readonly curves: TrainingCurves }): JSX.Element {
  const { train, validation } = curves;
  const isLog = usesLog([...train, ...validation].map(({ loss }) => loss));
  return (
    <div class="plots">
      <Figure
        title={`Loss by step${isLog ? ', on a logarithmic scale' : ''}`}
        says={sentenceOf(curves)}
        drawing={drawLosses(curves)}
        legend={[
          { label: 'training', look: firstLook, as: 'line' },
          ...(validation.length > 0 ? [{ label: 'validation', look: secondLook, as: 'line' as const }] : []),
        ]}
      />
      <LossTable curves={curves} />
    </div>
  );
}

/** Of each curve; more rows tell no more than the plot. */
const mostRows = 8;

function LossTable({ curves: { train, validation } }: { readonly curves: TrainingCurves }): JSX.Element {
  const shown = [...thinned(train, mostRows), ...thinned(validation, mostRows)];
  const steps = [...new Set(shown.map(({ step }) => step))].toSorted((left, right) => left - right);
  const left = train.length + validation.length > shown.length;
  const lossAt = (points: readonly CurvePoint[], step: number): string => {
    const point = points.find((each) => each.step === step);
    return point === undefined ? '–' : figureText(point.loss);
  };
  return (
    <Table
      caption={`Loss at ${left ? 'some' : 'all'} of the steps.`}
      rows={steps}
      columns={[
        { title: 'Step', figure: true, cell: (step) => numberText(step) },
        { title: 'Training', figure: true, cell: (step) => lossAt(train, step) },
        { title: 'Validation', figure: true, cell: (step) => lossAt(validation, step) },
      ]}
    />
  );
}

function sentenceOf({ train, validation }: TrainingCurves): string {
  const [first, last] = [train[0], train.at(-1)];
  const fell =
    first === undefined || last === undefined
      ? ''
      : `The training loss went from ${figureText(first.loss)} to ${figureText(last.loss)} in ${numberText(last.step)} steps. `;
  const least = validation.reduce<CurvePoint | undefined>(
    (best, point) => (best === undefined || point.loss < best.loss ? point : best),
    undefined,
  );
  const end = validation.at(-1);
  if (least === undefined || end === undefined) return `${fell}There was no validation loss.`;
  if (least.step === end.step) return `${fell}The validation loss was lowest at the end: ${figureText(end.loss)}.`;
  return `${fell}The validation loss was lowest at step ${numberText(least.step)} (${figureText(least.loss)}) and ended at ${figureText(end.loss)}.`;
}
