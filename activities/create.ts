/** All activities of a worker, from one set of dependencies. */

import { createAdmissionActivities } from './admission.js';
import { createDatasetActivities } from './dataset.js';
import type { ActivityDependencies } from './dependencies.js';
import { createEvaluationActivities } from './evaluation.js';
import { createImportActivities } from './importing.js';
import type { Activities } from './interface.js';
import { createNotificationActivities } from './notification.js';
import { createPackagingActivities } from './packaging.js';
import { createPromotionActivities } from './promotion.js';
import { createRegistryActivities } from './registry.js';
import { createReproductionActivities } from './reproduction.js';
import { createServingActivities } from './serving.js';
import { createTrafficActivities } from './traffic.js';
import { createTrainingActivities } from './training.js';

export function createActivities(deps: ActivityDependencies): Activities {
  return {
    ...createAdmissionActivities(deps),
    ...createDatasetActivities(deps),
    ...createTrainingActivities(deps),
    ...createPackagingActivities(deps),
    ...createEvaluationActivities(deps),
    ...createRegistryActivities(deps),
    ...createServingActivities(deps),
    ...createTrafficActivities(deps),
    ...createNotificationActivities(deps),
    ...createPromotionActivities(deps),
    ...createReproductionActivities(deps),
    ...createImportActivities(deps),
  };
}
