/** A run as lines, one for each change: for logs, and as JSON for programs. */

import type { RunResult } from '../../../client/releases.js';
import { changesOf } from './changes.js';
import { timeText } from './moments.js';
import type { Observation } from './observe-run.js';
import type { RunFacts } from './run-facts.js';
import type { View } from './view.js';

export interface Lines {
  write(line: string): void;
  note(text: string): void;
}

export function createLineView({ write, note }: Lines): View {
  let before: RunFacts | null = null;
  let noted = '';
  const show = (observation: Observation): void => {
    for (const line of changesOf(before, observation)) write(`${timeText(Date.now(), undefined)}  ${line}`);
    before = observation.facts;
    noted = '';
  };
  return {
    show,
    // What is in the way is found again by every attempt.
    note(text) {
      if (text !== noted) note(text);
      noted = text;
    },
    // What happened since the last look at it, such as the gates of a run that was rejected at once.
    end: (ending) => void (ending !== null && show(ending.last)),
  };
}

/** A document for each change, and the last one with the run's record. */
export interface RunDocument extends RunFacts {
  readonly at: string;
  readonly result: RunResult | null;
}

export function createJsonView({ write, note }: Lines): View {
  let before = '';
  const writeOut = (facts: RunFacts, result: RunResult | null): void =>
    write(JSON.stringify({ at: new Date().toISOString(), ...facts, result } satisfies RunDocument));
  return {
    show({ facts }) {
      const text = JSON.stringify(facts);
      // The last document is the one with the record.
      if (text !== before && facts.state.outcome === null) writeOut(facts, null);
      before = text;
    },
    note: createLineView({ write: () => undefined, note }).note,
    end: (ending) => void (ending !== null && writeOut(ending.last.facts, ending.record)),
  };
}
