/** Every history that was ever recorded replays with the workflow code of today: running releases survive an update. */

import { beforeAll, describe, expect, it } from 'vitest';
import { workflowTypes } from '../../workflows/contract.js';
import { recordedFiles, replayOf } from '../support/histories.js';
import { quietRuntime, sharedBundle } from '../support/temporal.js';

beforeAll(quietRuntime);

describe('recorded histories', () => {
  it.each(Object.values(workflowTypes))('include one of %s', (type) => {
    expect(recordedFiles.some((file) => file.includes(`${type}-`))).toBe(true);
  });

  it.each(recordedFiles)('%s replays', async (file) => {
    await expect(replayOf(file, await sharedBundle())).resolves.toBeUndefined();
  });
});
