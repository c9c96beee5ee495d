/** What reads a record: made once a build, because each holds buffers or tables that are worth keeping. */

import type { ContaminationIndex } from '../contamination/index-suites.js';
import type { DatasetPolicy } from '../policy.js';
import { createSignalReader } from '../quality/signals.js';
import { createRedactor } from '../redact/redact.js';
import { createShingler, parseShingle } from '../text/shingles.js';
import { createWordReader } from '../text/words.js';

export interface MapTools {
  readonly policy: DatasetPolicy;
  readonly redactor: ReturnType<typeof createRedactor>;
  readonly words: ReturnType<typeof createWordReader>;
  readonly signals: ReturnType<typeof createSignalReader>;
  readonly shingler: ReturnType<typeof createShingler>;
  readonly contamination: ContaminationIndex;
  /** Digests of the prompts of suites, whose examples are never trained on. */
  readonly reserved: ReadonlySet<string>;
}

export function createMapTools(policy: DatasetPolicy, contamination: ContaminationIndex, reserved: ReadonlySet<string>): MapTools {
  return {
    policy,
    redactor: createRedactor(policy.redact),
    words: createWordReader(),
    signals: createSignalReader(),
    shingler: createShingler(parseShingle(policy.nearDuplicates.shingle)),
    contamination,
    reserved,
  };
}
