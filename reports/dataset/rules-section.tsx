/** By which rules the data was judged, so that anybody can do it again: definitions, and every value of the policy. */

import type { JSX } from 'preact';
import type { DatasetReport } from '../../dataset/stage/report.js';
import type { Json } from '../../domain/canonical-json.js';
import { Facts } from '../page/facts.js';
import { Details } from '../page/figure.js';
import { flattened } from '../page/flattened.js';
import { Section } from '../page/section.js';
import { Sentences } from '../page/sentences.js';

export function RulesSection({ report: { definitions, policy } }: { readonly report: DatasetReport }): JSX.Element {
  return (
    <Section id="rules" title="Rules">
      <Details summary="How equality and similarity are computed">
        <Sentences sentences={definitions} />
      </Details>
      <Details summary="The policy, every value of which is part of the version">
        {/* Through JSON, because keys that are not set are undefined here and absent in a stored report. */}
        <Facts as="small" facts={flattened(JSON.parse(JSON.stringify(policy)) as Json)} />
      </Details>
    </Section>
  );
}
