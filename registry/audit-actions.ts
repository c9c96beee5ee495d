/** What an audit entry can say happened: one word each, for every decision and every change that a person may have to answer for. */

export const auditActions = [
  'run-admitted',
  'run-refused',
  'run-ended',
  'dataset-accepted',
  'dataset-held',
  'dataset-approved',
  'dataset-approval-refused',
  'dataset-refused',
  'training-started',
  'training-finished',
  'evaluated',
  'gates-judged',
  'approved',
  'approval-refused',
  'version-registered',
  'version-imported',
  'version-signed',
  'weight-changed',
  'head-moved',
  'rolled-back',
  'adopted',
  'reproduced',
  'removed',
] as const;

export type AuditAction = (typeof auditActions)[number];
