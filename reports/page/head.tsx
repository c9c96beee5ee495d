/** The first screen: how it ended, what serves, why, and what to do. */

import type { JSX } from 'preact';
import { Facts, Time, type Fact } from './facts.js';
import { Answer, FirstScreen, Reasons, Steps } from './first-screen.js';
import { headlineOf } from './headline.js';
import { candidateVersion, controlVersion } from './rollout-series.js';
import type { Drawn } from './section.js';
import type { Serving } from './serving.js';
import { millisecondsBetween, spanText } from './words.js';

export function Head({ data }: Drawn): JSX.Element {
  const { run, problems } = data;
  const { word, tone, sentence, serving, why, next } = headlineOf(data);
  return (
    <FirstScreen
      tone={tone}
      word={word}
      sentence={sentence}
      kicker={
        <>
          Slipway run report · <b>{run.model}</b> · {run.runId}
        </>
      }
      answers={
        <>
          <Answer title="What serves">
            <ServingNow serving={serving} />
          </Answer>
          <Answer title="Why">
            <Reasons reasons={why} />
          </Answer>
          <Answer title="What to do next">
            <Steps steps={next} />
          </Answer>
        </>
      }
    >
      {problems.length > 0 && (
        <div class="problems">
          <h2>This page is not complete</h2>
          <ul>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
      <Facts facts={factsOf({ data })} />
    </FirstScreen>
  );
}

function ServingNow({ serving: { text, since, later } }: { readonly serving: Serving }): JSX.Element {
  return (
    <>
      <p>
        {text}
        {since !== null && (
          <>
            {' '}
            {since.what} at <Time at={since.at} /> UTC.
          </>
        )}
      </p>
      {later.map(({ at, version, actor }) => (
        <p key={at}>
          Since <Time at={at} /> UTC: {version}, put there by {actor}.
        </p>
      ))}
    </>
  );
}

function factsOf({ data }: Drawn): Fact[] {
  const { run } = data;
  const begun = run.stages[0]?.startedAt;
  return [
    ['Candidate', candidateVersion(data) ?? 'none was registered'],
    ['Champion', controlVersion(data) ?? (data.version === null ? 'not recorded' : 'none, a first release')],
    ['Ended (UTC)', <Time at={run.endedAt} />],
    ['Took', begun === undefined ? 'nothing began' : spanText(millisecondsBetween(begun, run.endedAt))],
  ];
}
