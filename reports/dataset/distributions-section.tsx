/** How long the examples are, how good, and of which shape: new ones beside existing ones. */

import type { JSX } from 'preact';
import type { DatasetReport, Distribution } from '../../dataset/stage/report.js';
import { Details, Figure } from '../page/figure.js';
import { drawColumns } from '../page/plots/columns.js';
import { Absent, Section } from '../page/section.js';
import { Table } from '../page/table.js';
import { cutText, shareText } from '../page/words.js';
import { beforeAndNew } from './before-and-new.js';
import { countAndShare, distributionOf, leftOut, sharesOf, type Share } from './shares.js';

export function DistributionsSection({ report }: { readonly report: DatasetReport }): JSX.Element {
  const hasParent = report.parent !== null;
  const [length, quality] = [distributionOf(report, 'length'), distributionOf(report, 'quality')];
  const others = (['roles', 'tools', 'sources'] as const).flatMap((name) => distributionOf(report, name) ?? []);
  return (
    <Section id="distributions" title="Length, quality and shape">
      {length === undefined && quality === undefined && <Absent>There is no example to measure.</Absent>}
      <div class="plots">
        {length !== undefined && <LengthFigure length={length} hasParent={hasParent} />}
        {quality !== undefined && <QualityFigure quality={quality} minimum={report.policy.quality.minimum} />}
      </div>
      {(length !== undefined || quality !== undefined) && (
        <Details summary="The same in figures">
          <div class="columns">
            {length !== undefined && <SharesTable caption={captions.length} shares={sharesOf(length, hasParent)} name={names.length} />}
            {quality !== undefined && <SharesTable caption={captions.quality} shares={sharesOf(quality, false)} name={names.quality} />}
          </div>
        </Details>
      )}
      {others.length > 0 && (
        <div class="columns">
          {others.map((each) => (
            <SharesTable
              key={each.name}
              caption={`${captions[each.name]}${leftOut(each, 'ones')}`}
              shares={sharesOf(each, hasParent)}
              name={names[each.name]}
            />
          ))}
        </div>
      )}
    </Section>
  );
}

const names = { labels: 'Label', length: 'Words', roles: 'Roles', tools: 'Tools', sources: 'Source', quality: 'Score' } as const;
const captions = {
  labels: 'Labels.',
  length: 'Words of an example.',
  roles: 'Who speaks, in order.',
  tools: 'Tools that are called.',
  sources: 'Sources that the lines name.',
  quality: 'Scores of all new examples.',
} as const;

function LengthFigure({ length, hasParent }: { readonly length: Distribution; readonly hasParent: boolean }): JSX.Element {
  const shares = sharesOf(length, hasParent);
  const drawn = shares.map(({ name, before, now }) => ({ tick: startOf(name), before, now }));
  return (
    <Figure
      title={hasParent ? 'Length before and in the new data' : 'Length of the new examples'}
      says={`Share of the examples by their number of words, each column up to twice as long as the one before. ${mostOf(shares, (bin) => `have ${bin} words`)}`}
      drawing={drawColumns(drawn, 'words from')}
      legend={hasParent ? beforeAndNew : []}
    />
  );
}

function QualityFigure({ quality, minimum }: { readonly quality: Distribution; readonly minimum: number }): JSX.Element {
  const shares = sharesOf(quality, false);
  return (
    <Figure
      title="Quality of the new examples"
      says={`Share of all new examples by score, 0 to 1, also of those taken out; below ${minimum} an example is filtered. ${mostOf(shares, (bin) => `score ${bin.replace('–', ' to ')}`)}`}
      drawing={drawColumns(
        shares.map(({ name, now }) => ({ tick: name.split('–')[0] ?? name, before: null, now })),
        'score from',
      )}
    />
  );
}

/** `1,024` words as `1k`: a column is narrow. */
function startOf(bucket: string): string {
  const start = Number.parseInt(bucket, 10);
  if (Number.isNaN(start) || start < 1024) return String(start);
  return start < 1024 ** 2 ? `${start / 1024}k` : `${start / 1024 ** 2}M`;
}

function mostOf(shares: readonly Share[], told: (bin: string) => string): string {
  const [first, ...others] = shares;
  const most = others.reduce((best, share) => (best === undefined || share.now > best.now ? share : best), first);
  return most === undefined || most.now === 0
    ? 'None is new.'
    : `Of the new ones ${shareText(most.now)} ${told(most.name)}, more than in any other column.`;
}

interface SharesTableProps {
  readonly caption: string;
  readonly name: string;
  readonly shares: readonly Share[];
}

function SharesTable({ caption, name, shares }: SharesTableProps): JSX.Element {
  const hasBefore = shares.some(({ before: share }) => share !== null);
  return (
    <Table
      caption={caption}
      keeps="first"
      rows={shares}
      columns={[
        { title: name, prose: true, cell: ({ name: each }) => cutText(each, 120) },
        ...(hasBefore
          ? [{ title: 'Before', figure: true, cell: ({ countBefore, before: share }: Share) => countAndShare(countBefore, share ?? 0) }]
          : []),
        { title: 'New', figure: true, cell: ({ countNow, now }) => countAndShare(countNow, now) },
      ]}
    />
  );
}
