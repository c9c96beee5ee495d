import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLogger } from '../../platform/logger.js';
import { sdkLogger } from '../../workers/sdk-logger.js';
import { aFolder } from '../support/set-up.js';

const activity = { workflowId: 'run/support-triage/ft-1', activityType: 'train', taskToken: 'c2VjcmV0' };

it('writes what the SDK says of an activity as JSON lines with role, model, run and the whole error, without its token', async () => {
  const file = join(await aFolder(), 'worker.log');
  const logger = sdkLogger(createLogger('worker', 'info', file));
  logger.debug('Activity started', activity);
  logger.debug('Activity completed', { ...activity, durationMs: 12 });
  logger.warn('Activity failed', { ...activity, error: new Error('no space left') });
  logger.warn('No workflows registered, not polling for workflow tasks', { taskQueue: 'gpu' });
  logger.log('ERROR', 'the alarm could not be delivered', { workflowId: 'rollback/support-triage/rb-1', error: 'no answer' });
  const known = { time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), role: 'worker', model: 'support-triage' };
  const ofActivity = { ...known, run: 'ft-1', workflowId: 'run/support-triage/ft-1', activityType: 'train' };
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { ...ofActivity, level: 30, durationMs: 12, msg: 'Activity completed' },
    {
      ...ofActivity,
      level: 40,
      err: expect.objectContaining({ type: 'Error', message: 'no space left', stack: expect.stringContaining('no space left') }),
      msg: 'Activity failed',
    },
    { ...known, level: 50, workflowId: 'rollback/support-triage/rb-1', error: 'no answer', msg: 'the alarm could not be delivered' },
  ]);
});
