/** Three projects: unit tests run side by side; real ones share Temporal servers, Python and two cores, so one file at a time. */

import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.js';

const realMilliseconds = 300_000;
const longName = '**/*.{real,e2e}.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    reporters: ['default', new ClosingLine()],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [`test/${longName}`, 'test/e2e/**'] } },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/**/*.real.test.ts'],
          fileParallelism: false,
          testTimeout: realMilliseconds,
          hookTimeout: realMilliseconds,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/**/*.e2e.test.ts'],
          fileParallelism: false,
          testTimeout: 3 * realMilliseconds,
          hookTimeout: realMilliseconds,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
});
