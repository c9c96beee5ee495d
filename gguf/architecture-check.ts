/** Whether a file holds the kind of model that it was made from. Separate because it is asked of every file on the way, not only of the last. */

import { ArtifactInvalidError } from './artifact-invalid.js';
import type { GgufHeader } from './inspect.js';

/** `architecture` in llama.cpp's words, as the merged folder's config.json says it. Throws ArtifactInvalidError. */
export function checkArchitecture(header: GgufHeader, architecture: string): void {
  if (header.architecture === architecture) return;
  throw new ArtifactInvalidError(
    `expected a model of architecture ${architecture}, as the merged config.json says, found ${header.architecture}; package the run again`,
  );
}
