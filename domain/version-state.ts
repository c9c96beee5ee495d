/** Where a version is in its life. It moves by workflows alone, and each move is an audit entry: the state is read from there (`registry/lifecycle.ts`). */

export const versionStates = ['candidate', 'staging', 'production', 'archived', 'rejected', 'rolled-back'] as const;

export type VersionState = (typeof versionStates)[number];
