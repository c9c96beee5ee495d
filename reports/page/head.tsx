/** The first screen: how it ended, what serves, why, and what to do. */

import type { JSX } from 'preact';
import { Badge } from './badge.js';
import { Command, Facts, Time, type Fact } from './facts.js';
import { headlineOf } from './headline.js';
import type { NextStep } from './next-steps.js';
import { candidateVersion, controlVersion } from './rollout-series.js';
import type { Drawn } from './section.js';
import { millisecondsBetween, spanText } from './words.js';

export function Head({ data }: Drawn): JSX.Element {
  const { run, problems } = data;
  const { word, tone, sentence, serving, why, next } = headlineOf(data);
  return (
    <header class={`head ${tone}`}>
      <p class="kicker">
        Slipway run report · <b>{run.model}</b> · {run.runId}
      </p>
      <h1>
        <Badge tone={tone} word={word} /> {sentence}
      </h1>
      <div class="answers">
        <div>
          <h2>What serves</h2>
          <p>
            {serving.text}
            {serving.since !== null && (
              <>
                {' '}
                {serving.since.what} at <Time at={serving.since.at} /> UTC.
              </>
            )}
          </p>
          {serving.later.map(({ at, version, actor }) => (
            <p key={at}>
              Since <Time at={at} /> UTC: {version}, put there by {actor}.
            </p>
          ))}
        </div>
        <div>
          <h2>Why</h2>
          {why.map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
        </div>
        <div>
          <h2>What to do next</h2>
          {next.map((step) => (
            <Step key={step.text} {...step} />
          ))}
        </div>
      </div>
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
    </header>
  );
}

function Step({ text, command }: NextStep): JSX.Element {
  return (
    <p>
      {text} {command !== undefined && <Command line={command} />}
    </p>
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
