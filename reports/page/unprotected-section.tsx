/** What the pipeline file and the data left unprotected: what this report cannot vouch for. */

import type { JSX } from 'preact';
import { Section, type Drawn } from './section.js';
import { Sentences } from './sentences.js';

export function UnprotectedSection({ data }: Drawn): JSX.Element {
  const { run, dataset } = data;
  return (
    <Section id="unprotected" title="What was left unprotected">
      <List title="By the pipeline file and the champion" sentences={run.unprotected} />
      {dataset !== null && <List title="In the data" sentences={dataset.unprotected} />}
    </Section>
  );
}

function List({ title, sentences }: { readonly title: string; readonly sentences: readonly string[] }): JSX.Element {
  return (
    <>
      <h3>{title}</h3>
      <Sentences sentences={sentences} />
    </>
  );
}
