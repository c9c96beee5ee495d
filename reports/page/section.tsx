/** A part of the page with its title, and how a part says that it has nothing to show. */

import type { ComponentChildren, JSX } from 'preact';
import type { Stage } from '../../domain/run-state.js';
import type { RunReportData } from '../report-data.js';
import { notRecorded } from './words.js';

/** What every section is given; it decides itself what of it there is. */
export interface Drawn {
  readonly data: RunReportData;
}

export function Section(props: { readonly id: string; readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  const { id, title, children } = props;
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

export function Absent(props: { readonly children: ComponentChildren }): JSX.Element {
  return <p class="absent">{props.children}</p>;
}

/** Stages that a run has which makes a version, and not one that promotes it. */
const making: readonly Stage[] = ['validate', 'train', 'package', 'register'];

/** Why a stage left nothing: it did not happen, the run ended in it, or its record is older than the report. */
export function NothingOf(props: { readonly data: RunReportData; readonly stage: Stage; readonly what: string }): JSX.Element {
  const { data, stage, what } = props;
  const { stages, outcome, promotion } = data.run;
  if (promotion !== null && making.includes(stage)) {
    const maker = data.version?.runId;
    return (
      <Absent>
        {what}: none, because the run has released a version that was there already.
        {maker !== undefined && ` It was made by ${maker}.`}
      </Absent>
    );
  }
  const last = stages.at(-1)?.name;
  if (!stages.some(({ name }) => name === stage)) {
    return (
      <Absent>
        {what}: did not happen. The run ended{' '}
        {last === undefined ? (
          'before its first stage'
        ) : (
          <>
            in stage <b>{last}</b>
          </>
        )}{' '}
        ({outcome}).
      </Absent>
    );
  }
  if (last === stage) {
    return (
      <Absent>
        {what}: nothing was kept, because the run ended in this stage ({outcome}).
      </Absent>
    );
  }
  return (
    <Absent>
      {what}: {notRecorded}.
    </Absent>
  );
}
