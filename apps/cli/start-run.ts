/** Asks for a run, and shows it until its end if told to. Apart from the command, because help must not wait for Temporal's client. */

import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { identity, patiently } from './context.js';
import { refuse } from './exit.js';
import { localStore } from './local.js';
import { outputOf } from './output.js';
import { missingVersion, namedVersion } from './record/named-version.js';
import { readModelFirst } from './read-model-first.js';
import { openProgressView } from './screen/open-view.js';
import { finalLine, reportHint } from './screen/outcome.js';
import { withWatching } from './screen/watch-run.js';

interface RunOptions {
  readonly wait?: boolean;
  readonly ignoreCooldown?: boolean;
  readonly reason: string;
}

/** `version`: an existing one to release, in the place of a new one. */
export async function runModel(model: string, command: Command, version: string | null = null): Promise<void> {
  const options = command.opts<RunOptions>();
  const output = outputOf(command);
  const checkModel = await readModelFirst(model);
  const store = await localStore();
  await withWatching(output, openProgressView, async (releases, watchRun) => {
    await checkModel(releases);
    const trigger = {
      kind: 'manual',
      source: identity(),
      fingerprint: randomUUID(),
      observed: version === null ? options.reason : `promote ${version}: ${options.reason}`,
      at: new Date().toISOString(),
    } as const;
    const request = { trigger, ignoreCooldown: options.ignoreCooldown === true, version };
    const answer = await patiently(output, releases.requestRun(model, request));
    if (!answer.admitted) return refuse(output, answer.reason);
    const { runId } = answer;
    if (options.wait !== true) return output.result(answer, [`started ${runId}; follow it with: slipway watch ${model}`]);
    output.progress(`started ${runId}, waiting for its end`);
    const beginning = { startedAt: trigger.at, trigger };
    const result = await watchRun({ store, model, runId, beginning, end: releases.runResult(model, runId) });
    output.result(result, [finalLine(result)]);
    output.progress(reportHint(result));
  });
}

/** `text`: a model, or model and version in one word. */
export async function promoteVersion(text: string, named: string | undefined, command: Command): Promise<void> {
  const { model, version } = namedVersion(text, named);
  if (version === null) throw missingVersion(model);
  await runModel(model, command, version);
}
