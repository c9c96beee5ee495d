/**
 * Three projects of tests: unit tests first, side by side; then end-to-end and real ones, two files at a time, the long stories first,
 * because they mostly wait. `npm test` runs these; a fourth has what takes too long for them, and `npm run proofs` runs it.
 */

import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.js';

const realMilliseconds = 300_000;
/**
 * They meet clocks, sockets and neighbours of the machine. What passes only when it is tried again is told at the end of the run: it is to
 * be mended, and does not cost the run.
 */
const triedTwice = { retry: 1 };
/** Each file trains and serves on one thread, and has ports, folders and servers of its own. */
const twoAtATime = { maxWorkers: 2, sequence: { groupOrder: 1 } };
const longName = '**/*.{real,e2e,proof}.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    reporters: ['default', new ClosingLine()],
    // What a command printed stands in the message: a failure on a build machine is seen once, and must explain itself.
    chaiConfig: { truncateThreshold: 2000 },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [`test/${longName}`],
          // They take seconds at most; a machine that does something else beside takes several times as long.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/**/*.real.test.ts'],
          ...twoAtATime,
          ...triedTwice,
          testTimeout: realMilliseconds,
          hookTimeout: realMilliseconds,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          ...twoAtATime,
          ...triedTwice,
          testTimeout: 3 * realMilliseconds,
          hookTimeout: realMilliseconds,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'proof',
          include: ['test/**/*.proof.test.ts'],
          testTimeout: 3 * realMilliseconds,
          hookTimeout: realMilliseconds,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
});
