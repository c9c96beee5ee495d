/** The smallest workflow that trains, for tests of what the activity and a real server say to each other. Retries come at once. */

import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { TrainedModel, TrainingActivities } from '../../activities/interface.js';

type Question = Parameters<TrainingActivities['train']>[0];

const { train } = proxyActivities<TrainingActivities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '20s',
  // The SDK says that this is the default; without it a cancelled workflow ends before its activity has.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '100ms', maximumInterval: '100ms', maximumAttempts: 20 },
});

export async function training(question: Question): Promise<TrainedModel> {
  return train(question);
}
