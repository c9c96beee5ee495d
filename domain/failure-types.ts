/** Every failure type that crosses the wire, in one union; retry policies and alerts refer to these words. */

export const failureTypes = [
  'DatasetInvalid',
  'BaseModelMismatch',
  'TrainingDataInvalid',
  'TrainingDiverged',
  'TrainerCrashed',
  'OutOfMemory',
  'TrainerStalled',
  'DuplicateAttempt',
  'DiskFull',
  'StoreRefused',
  'ArtifactInvalid',
  'EvaluationInvalid',
  'RuntimeFailed',
  'SpecInvalid',
  'Superseded',
  'NoChampion',
  'VersionUnknown',
  'RollbackUnverified',
  'SignatureInvalid',
  'AuditDamaged',
  'ClientMismatch',
  'RolloutAborted',
  'RunFailed',
] as const;

export type FailureType = (typeof failureTypes)[number];
