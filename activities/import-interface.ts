/** The verbs of taking in a model that was made elsewhere, as types. Apart from the others, because no run calls them. */

import type { ArtifactRef } from '../domain/artifact.js';
import type { ImportedVersion, ImportRequest } from '../workflows/contract.js';
import type { Packaging } from '../registry/manifest.js';
import type { RunContext } from './interface.js';

export interface ImportQuestion {
  readonly model: string;
  readonly importId: string;
}

export interface ImportActivities {
  /** The merged folder, stored: the same weights as the trainer's own merge. Throws ArtifactInvalid when the adapter does not fit the base. */
  mergeAdapter(question: ImportQuestion & { readonly adapter: ArtifactRef; readonly base: ArtifactRef }): Promise<ArtifactRef>;
  /** Checks header and quantization of the stored file, loads it and lets it speak, in a process of its own. */
  verifyImport(
    question: ImportQuestion & { readonly gguf: ArtifactRef },
  ): Promise<{ readonly report: ArtifactRef; readonly packaging: Packaging }>;
  /** Registers a candidate of unknown lineage and writes down who took it in and why. Idempotent on the import. */
  registerImport(
    question: RunContext & {
      readonly request: ImportRequest;
      readonly gguf: ArtifactRef;
      /** Of `packageModel` or `verifyImport`. */
      readonly report: ArtifactRef;
      /** Null where a worker of an earlier release packaged it. */
      readonly packaging: Packaging | null;
      /** Null for a file that is served as it came. */
      readonly merged: ArtifactRef | null;
    },
  ): Promise<ImportedVersion>;
}
