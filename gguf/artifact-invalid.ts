/** The one failure of this library: a file is not what it has to be. Retrying reads the same bytes, so it never helps. */

import type { FailureType } from '../domain/failure-types.js';

export class ArtifactInvalidError extends Error {
  override readonly name = 'ArtifactInvalidError';
  readonly type = 'ArtifactInvalid' satisfies FailureType;
}
