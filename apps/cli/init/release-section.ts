/** The section `release` of a new pipeline file: the windows in which a candidate is watched, of production or of a first try. */

import type { Fitted, Plan } from './plan.js';

interface Windows {
  readonly first: string;
  readonly second: string;
  readonly lookEvery: string;
  readonly monitors: string;
  readonly minimumSamples: number;
  readonly maxHold: string;
  readonly watchFor: string;
  readonly watchEvery: string;
}

const production: Windows = {
  first: '2h',
  second: '4h',
  lookEvery: '5m',
  monitors: '[{ kind: error-rate }, { kind: output-quality }]',
  minimumSamples: 100,
  maxHold: '2x',
  watchFor: '24h',
  watchEvery: '[{ until: 1h, interval: 5m }, { until: 6h, interval: 15m }, { until: 24h, interval: 1h }]',
};

/** Seconds of traffic are little evidence: ten times the usual share of false alarms, over few looks. */
const firstTry: Windows = {
  first: '20s',
  second: '20s',
  lookEvery: '10s',
  monitors: '[{ kind: error-rate, alpha: 0.1 }, { kind: output-quality, alpha: 0.1 }]',
  minimumSamples: 10,
  // At ten requests a second, five percent bring ten samples in twenty seconds, or a little later.
  maxHold: '4x',
  watchFor: '30s',
  watchEvery: '[{ until: 30s, interval: 10s }]',
};

export function releaseSection({ trial }: Plan, { contextTokens }: Fitted): string {
  const windows = trial ? firstTry : production;
  const line = (text: string, key: keyof Windows): string => (trial ? `${text} # production: ${production[key]}` : text);
  return `# How an accepted candidate gets to users, and what takes it back. Default: 5 % of the requests for 2h, 25 % for 4h,
# then all of them, watched for 24h; without monitors.
release:
  # Tokens of one request, question and answer. Default: 512.
  runtime: { kind: llama-server, contextTokens: ${contextTokens} }
  # Shares of the requests, and how long each is watched before the next.
  strategy:
    kind: canary
    steps:
      - { weightPercent: 5, hold: ${line(`${windows.first} }`, 'first')}
      - { weightPercent: 25, hold: ${line(`${windows.second} }`, 'second')}
      - { weightPercent: 100 }
    ${line(`lookEvery: ${windows.lookEvery}`, 'lookEvery')}
  # What is compared live with the version that served before. Default: nothing, and then time alone promotes.
  ${line(`monitors: ${windows.monitors}`, 'monitors')}
  # Answers of the candidate that a look needs. With fewer, a hold lasts up to maxHold of its time; then onInconclusive decides.
  ${line(`minimumSamples: ${windows.minimumSamples}`, 'minimumSamples')}
  ${line(`maxHold: ${windows.maxHold}`, 'maxHold')}
  onInconclusive: rollBack
  # After the release the old version stays warm, answers its share (holdbackPercent), and can take over again.
  watch:
    ${line(`for: ${windows.watchFor}`, 'watchFor')}
    ${line(`every: ${windows.watchEvery}`, 'watchEvery')}
    holdbackPercent: 2
`;
}
