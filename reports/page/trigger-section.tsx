/** What started the run. */

import type { JSX } from 'preact';
import { Facts, Time } from './facts.js';
import { Section, type Drawn } from './section.js';

export function TriggerSection({ data }: Drawn): JSX.Element {
  const { kind, source, fingerprint, observed, at } = data.run.trigger;
  return (
    <Section id="trigger" title="What started it">
      <Facts
        facts={[
          ['Seen', observed],
          ['Kind', kind],
          ['By', source],
          ['At (UTC)', <Time at={at} />],
          ['Fingerprint', <code class="digest">{fingerprint}</code>],
        ]}
      />
    </Section>
  );
}
