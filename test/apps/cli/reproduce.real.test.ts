/** `reproduce` and `promote` as a person types them: a real server, real workflows, activities that are scripted. */

import { Context } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../../activities/interface.js';
import { aChampion, aWorld } from '../../support/scripted.js';
import { aResolvedSpec } from '../../support/specs.js';
import { useProgram } from './harness.js';
import { aSwitch, model, useScriptedStack } from './scripted-stack.js';

const program = useProgram();
/** What every training waits for. */
const trained = aSwitch();
const { variables } = useScriptedStack(program, scriptedActivities, () => trained.flip());
const patience = { timeout: 60_000 };

describe('slipway reproduce', patience, () => {
  it('goes on after Ctrl-C, is come back to by its id, and ends with what differs', async () => {
    const watched = program.start(['reproduce', model, 'v1'], variables());
    const told = program.start(['--json', 'reproduce', model, 'v2'], variables());
    await watched.printed(': training');
    await told.printed(': training');
    watched.interrupt();
    const left = await watched.ended();
    const [id = ''] = /rp-\d{4}-\d\d-\d\d-\d{3}/.exec(left.stderr) ?? [];
    expect(left).toMatchObject({ exitCode: 130, stdout: '' });
    expect(left.stderr).toContain(`${id} goes on; look again with: slipway reproduce ${model} ${id}`);
    trained.flip();
    const same = await program.run(['reproduce', model, id], variables());
    expect(same).toMatchObject({ exitCode: 0, stdout: 'v1: GGUF digests equal\n' });
    const other = await told.ended();
    expect(other.exitCode).toBe(1);
    expect(JSON.parse(other.stdout)).toMatchObject({ outcome: 'different', version: 'v2' });
  });

  it('is refused in one line, and can be cancelled', async () => {
    trained.reset();
    const started = await program.run(['reproduce', model, 'v1', '--no-wait'], variables());
    const [id = ''] = /rp-[\d-]+/.exec(started.stdout) ?? [];
    expect(started).toMatchObject({ exitCode: 0, stdout: `started ${id}; look at it with: slipway reproduce ${model} ${id}\n` });
    const results = [
      program.run(['cancel', model, id, '--reason', 'enough'], variables()),
      program.run(['reproduce', `${model}@v7`], variables()),
      program.run(['reproduce', model, 'rp-2020-01-01-001'], variables()),
    ];
    const [cancelled, refused, unknown] = await Promise.all(results);
    expect(cancelled).toMatchObject({ exitCode: 0, stdout: `${id} cancelled\n` });
    expect(refused).toMatchObject({ exitCode: 1, stdout: 'refused: v7 was made elsewhere\n' });
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('has no such run') as string });
    const again = await program.run(['reproduce', model, id], variables());
    expect(again).toMatchObject({ exitCode: 1, stdout: 'refused: it was cancelled\n' });
  });
});

describe('slipway promote', patience, () => {
  it('shows the run of a version that is there already, from its evaluation to its end', async () => {
    const args = ['promote', model, 'v5', '--reason', 'our own merge', '--wait'];
    const { exitCode, stdout, stderr } = await program.run(args, variables());
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^ft-\S+ rejected v5: accuracy fell\n$/) as string,
    });
    expect(stderr).toMatch(/ evaluate: .*\n(.*\n)*.* gate: /);
    expect(stderr).not.toMatch(/validate|train|register/);
    const refused = await program.run(['promote', model, 'v3', '--reason', 'x', '--ignore-cooldown'], variables());
    expect(refused).toMatchObject({ exitCode: 1, stdout: 'refused: v3 was rejected and never served\n' });
  });
});

function scriptedActivities(): Activities {
  const { activities } = aWorld({
    resolved: aResolvedSpec(),
    overrides: {
      async train() {
        const { heartbeat, cancelled } = Context.current();
        const beat = setInterval(() => heartbeat({ step: 3, maxSteps: 10, loss: 0.5 }), 100);
        await Promise.race([trained.on, cancelled]).finally(() => clearInterval(beat));
        const ref = { key: 'k', sha256: '6'.repeat(64), bytes: 1 };
        return { adapter: ref, adapterSha256: ref.sha256, merged: ref, metadata: {} };
      },
      judgeGates: async () => ({ decision: 'reject', reason: 'accuracy fell', verdicts: [] }),
      resolvePromotion: async ({ version }) =>
        version === 'v3' ? { refused: 'v3 was rejected and never served' } : { promoted: { ...aChampion(version), packaging: null } },
    },
  });
  const { planReproduction, concludeReproduction } = activities;
  return {
    ...activities,
    planReproduction: async (question) => (question.version === 'v7' ? { refused: 'v7 was made elsewhere' } : planReproduction(question)),
    async concludeReproduction(question) {
      const record = await concludeReproduction(question);
      return question.version === 'v2' ? { ...record, outcome: 'different' } : record;
    },
  };
}
