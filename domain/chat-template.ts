/** How chat templates are told apart: by the digest of their text. A file without one says the same as one whose template is empty. */

import type { ArtifactRef } from './artifact.js';

/** SHA-256 of no bytes. */
const sha256OfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function chatTemplateDigest(template: ArtifactRef | null): string {
  return template?.sha256 ?? sha256OfNothing;
}

/** What a person is shown before users get another template. */
export interface ChatTemplateChange {
  /** The whole unified diff. */
  readonly diff: ArtifactRef;
  /** Its beginning, at most 2,000 characters: it travels through workflow history. */
  readonly excerpt: string;
  /** `3 lines added, 1 removed`. */
  readonly summary: string;
}
