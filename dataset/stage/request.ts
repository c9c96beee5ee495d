/** What a build is asked for, and what it gives back. */

import type { SourceStore } from '../../platform/ports.js';
import type { SuiteText } from '../contamination/suite-text.js';
import type { DatasetPolicy } from '../policy.js';
import type { ParentVersion } from '../version/parent.js';
import type { Progress } from './progress.js';
import type { DatasetReport } from './report.js';

export interface BuildRequest {
  /** Null outside of a pipeline. */
  readonly model: string | null;
  /** Files, folders or patterns with `*` in the last part; local, or `s3://`. */
  readonly sources: readonly string[];
  readonly remote: SourceStore | undefined;
  /** The version that this one continues; null for a first version. */
  readonly parent: ParentVersion | null;
  readonly policy: DatasetPolicy;
  /** What must not be trained on. */
  readonly suites: readonly SuiteText[];
  /** True: examples that ask exactly what a suite asks are filtered, so that suites may be cut from the data. False: they count as contamination. */
  readonly filterSuitePrompts: boolean;
  /** For work and results, about three times the size of the sources. Work that is there is taken up again when nothing changed; the caller removes it. */
  readonly folder: string;
  /** Of the decoded source, between two points that a killed build goes on from; 64 MiB unless told. */
  readonly segmentBytes?: number | undefined;
  /** Called about once a mebibyte. What it throws ends the build, which is how a caller cancels. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface BuiltDataset {
  readonly report: DatasetReport;
  /** Holds `report.json`, the evidence and, once anything was accepted, `manifest.json`, `profile.json` and `splits/`. */
  readonly folder: string;
}
