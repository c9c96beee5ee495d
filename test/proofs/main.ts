/** `npm run proofs -- NAME`: proofs that take too long for the tests. Each prints what it did and exits 0 only if all of it held. */

import { parseArgs } from 'node:util';
import { proveKills, provePairs } from './kills/prove.js';
import { proveRegistry } from './registry/prove.js';
import { proveRestart } from './restart.js';
import { proveStory } from './stories.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    mean: { type: 'string', default: '1500' },
  },
});

const proofs: Readonly<Record<string, () => Promise<boolean>>> = {
  kills: () => proveKills({ kills: Number(values.kills), seed: Number(values.seed), meanMilliseconds: Number(values.mean) }),
  pairs: provePairs,
  restart: proveRestart,
  registry: () => proveRegistry(Number(values.seed)),
  // A release, a canary, a rejection, a live failure, rollbacks, a killed worker.
  loop: () => proveStory('test/e2e'),
  // Every command of README and docs, as written, from a packed tarball.
  docs: () => proveStory('test/docs'),
};

const proof = proofs[positionals[0] ?? ''];
if (proof === undefined) {
  console.error(`expected a proof: ${Object.keys(proofs).join(', ')}; got ${positionals[0] ?? 'none'}`);
  process.exitCode = 2;
} else if (!(await proof())) process.exitCode = 1;
