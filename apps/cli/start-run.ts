/** Asks for a run, and shows it until its end if told to. Apart from the command, because help must not wait for Temporal's client. */

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Releases } from '../../client/releases.js';
import { loadModelSpec, modelsIn } from '../../configs/load.js';
import { identity, patiently } from './context.js';
import { refuse } from './exit.js';
import { requireModel, requireModelName } from './known-models.js';
import { environment, localStore } from './local.js';
import { outputOf } from './output.js';
import { openProgressView } from './screen/open-view.js';
import { finalLine, reportHint } from './screen/outcome.js';
import { withWatching } from './screen/watch-run.js';

interface RunOptions {
  readonly wait?: boolean;
  readonly ignoreCooldown?: boolean;
  readonly reason: string;
}

export async function runModel(model: string, command: Command): Promise<void> {
  const options = command.opts<RunOptions>();
  const output = outputOf(command);
  const checkModel = await readFirst(model);
  const store = await localStore();
  await withWatching(output, openProgressView, async (releases, watchRun) => {
    await checkModel(releases);
    const trigger = {
      kind: 'manual',
      source: identity(),
      fingerprint: randomUUID(),
      observed: options.reason,
      at: new Date().toISOString(),
    } as const;
    const answer = await patiently(output, releases.requestRun(model, { trigger, ignoreCooldown: options.ignoreCooldown === true }));
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

/**
 * Asking makes the model's entity, which never ends: what this machine can tell of the model is checked before. A file that is here
 * must be right; where there is none, the model must be known otherwise, unless the files lie on another machine.
 */
async function readFirst(model: string): Promise<(releases: Releases) => Promise<void>> {
  requireModelName(model);
  const folder = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(folder);
  if (files?.includes(model) === true) await loadModelSpec(folder, model);
  return async (releases) => {
    if (files !== undefined) await requireModel(model, releases);
  };
}
