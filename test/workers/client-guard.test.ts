import { ApplicationFailure } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import { onlyOf } from '../../workers/client-guard.js';
import { runWorkflowId } from '../../workflows/contract.js';
import { aWorld } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';

const names = Object.keys(aWorld({ resolved: aResolvedSpec() }).activities) as (keyof Activities)[];

/** The guard around activities that note each call. */
function guarded(client: string | undefined): { readonly activities: Activities; readonly called: string[] } {
  const called: string[] = [];
  const noting = names.map((name) => [name, async () => void called.push(name)] as const);
  return { activities: onlyOf(client, Object.fromEntries(noting) as unknown as Activities), called };
}

/** Asks every activity about a model, as its workflow would. */
async function askAll(activities: Activities, model: string): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>();
  for (const name of names) {
    const perform: (question: never) => Promise<unknown> = activities[name];
    answers.set(name, await perform(questionOf(name, model) as never).catch((error: unknown) => error));
  }
  return answers;
}

function questionOf(name: keyof Activities, model: string): unknown {
  if (name === 'describeRun') return runWorkflowId(model, 'ft-1');
  if (name === 'resolveSpec' || name === 'readChampion' || name === 'reconcileRoute') return model;
  return name === 'notifyOutcome' ? { result: { model }, webhooks: [] } : { model };
}

const aboutNobody = ['decideAdmission', 'compareTrainingHost'];

describe("a worker's activities", () => {
  it.each([
    ['acme', 'acme.triage'],
    [undefined, 'triage'],
  ])('of %s are performed for %s', async (client, model) => {
    const { activities, called } = guarded(client);
    await askAll(activities, model);
    expect(called).toEqual(names);
  });

  it.each([
    ['acme', 'globex.triage'],
    ['acme', 'triage'],
    ['acme', 'acm.triage'],
    [undefined, 'acme.triage'],
  ])('of %s are refused for %s, every one of them, and never tried again', async (client, model) => {
    const { activities, called } = guarded(client);
    const answers = await askAll(activities, model);
    expect(called).toEqual(names.filter((name) => aboutNobody.includes(name)));
    for (const [name, answer] of answers) {
      if (aboutNobody.includes(name)) continue;
      expect(answer, name).toBeInstanceOf(ApplicationFailure);
      expect(answer, name).toMatchObject({ type: 'ClientMismatch', nonRetryable: true });
    }
  });

  it('say whose worker was asked about what, and where it belongs', async () => {
    const { activities } = guarded('acme');
    await expect(activities.readChampion('globex.triage')).rejects.toThrow(
      /^readChampion: expected .* models of acme \(SLIPWAY_CLIENT\), got globex\.triage; .*globex\.pipelines$/,
    );
  });

  it('are refused where it is not told whose work it is', async () => {
    await expect(guarded(undefined).activities.describeRun('somebody/elses')).rejects.toThrow('work that names no model');
  });
});
