/** Keeps a worker to the models of its client, should it ever be handed another's: queues and credentials keep them apart before that. */

import { permanent } from '../activities/failure.js';
import type { Activities } from '../activities/interface.js';
import { clientOf } from '../domain/model-version.js';
import { queues, taskQueueOf } from '../workflows/contract.js';
import { labelsOf } from './log-labels.js';

type Question<Name extends keyof Activities> = Parameters<Activities[Name]>[0];

const itself = (model: string): string => model;
const named = ({ model }: { readonly model: string }): string => model;

/** Where each activity is told whose work it is. By name and not by shape: a new activity must say it before it can be performed. */
const modelOf: { readonly [Name in keyof Activities]: (question: Question<Name>) => string | undefined | null } = {
  // Two that touch nothing of anybody: a rule over numbers, and what this machine is.
  decideAdmission: () => null,
  compareTrainingHost: () => null,
  resolveSpec: itself,
  recordDecisions: named,
  describeRun: (workflowId) => labelsOf(workflowId).model,
  validateDataset: named,
  recordDataReview: named,
  train: named,
  packageModel: named,
  diffChatTemplate: named,
  evaluateModel: named,
  judgeGates: named,
  readChampion: itself,
  registerVersion: named,
  moveHead: named,
  resolveRollback: named,
  recordRun: named,
  recordRollback: named,
  stageModel: named,
  retireModels: named,
  claimRoute: named,
  setTraffic: named,
  verifyServed: named,
  openWindow: named,
  judgeLook: named,
  reconcileRoute: itself,
  notifyOutcome: ({ result }) => result.model,
  notifyWaiting: named,
  alarmRollback: named,
  resolvePromotion: named,
  recordPromotion: named,
  planReproduction: named,
  concludeReproduction: named,
  mergeAdapter: named,
  verifyImport: named,
  registerImport: named,
};

/** The same activities, each refusing with ClientMismatch what is asked about a model of another client. Undefined: models of no client. */
export function onlyOf(client: string | undefined, activities: Activities): Activities {
  const guarded = Object.entries(activities).map(([name, perform]: [string, (question: never) => Promise<unknown>]) => {
    const find: (question: never) => string | undefined | null = modelOf[name as keyof Activities];
    return [
      name,
      async (question: never): Promise<unknown> => {
        const model = find(question);
        // Work that names no model could be anybody's.
        if (model !== null && (model === undefined || clientOf(model) !== client)) throw mismatch(name, model, client);
        return perform(question);
      },
    ] as const;
  });
  return Object.fromEntries(guarded) as unknown as Activities;
}

function mismatch(activity: string, model: string | undefined, client: string | undefined): Error {
  const ours = client === undefined ? 'models of no client' : `models of ${client} (SLIPWAY_CLIENT)`;
  const whose = model === undefined ? 'work that names no model' : model;
  const queue = model === undefined ? 'its own queue' : taskQueueOf(clientOf(model), queues.pipelines);
  return permanent(
    'ClientMismatch',
    `${activity}: expected this worker to be asked about ${ours}, got ${whose}; ` +
      `end the workflow that asks here, and start it through the client library, which uses ${queue}`,
  );
}
