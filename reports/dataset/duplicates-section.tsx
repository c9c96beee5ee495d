/** The examples that come most often, again and again or nearly. */

import type { JSX } from 'preact';
import type { DatasetReport, DuplicateCluster } from '../../dataset/stage/report.js';
import { Details, Figure } from '../page/figure.js';
import { drawClusters } from '../page/plots/clusters.js';
import { Absent, Section } from '../page/section.js';
import { Table } from '../page/table.js';
import { numberText } from '../page/words.js';
import { Place } from './place.js';

/** The table has all that the report has. */
const mostDrawn = 12;

export function DuplicatesSection({ report: { clusters } }: { readonly report: DatasetReport }): JSX.Element {
  const [largest] = clusters;
  return (
    <Section id="duplicates" title="Duplicates">
      {largest === undefined ? (
        <Absent>No example has a duplicate, exact or near.</Absent>
      ) : (
        <div class="plots">
          <Figure
            title="The largest clusters of duplicates"
            says={`Examples that hang together, each cluster named by the one that was kept. The largest has ${numberText(largest.size)}, around ${placeOf(largest)}.`}
            drawing={drawClusters(clusters.slice(0, mostDrawn).map((cluster) => ({ name: placeOf(cluster), size: cluster.size })))}
          />
          <Details summary={`The ${numberText(clusters.length)} largest, with their files`}>
            <Table
              caption="The example that was kept, and how many there were with it."
              keeps="first"
              rows={clusters}
              columns={[
                { title: 'Kept', prose: true, cell: (cluster) => <Place file={cluster.leaderFile} line={cluster.leaderLine} /> },
                { title: 'Examples', figure: true, cell: ({ size }) => numberText(size) },
              ]}
            />
          </Details>
        </div>
      )}
    </Section>
  );
}

function placeOf({ leaderFile, leaderLine }: DuplicateCluster): string {
  return `${leaderFile}:${leaderLine}`;
}
