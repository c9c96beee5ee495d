import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../domain/seeded-random.js';
import type { RuntimeControl } from '../../../platform/ports.js';
import { isAlive } from '../../../platform/process-group.js';
import { createRuntimeControl } from '../../../platform/runtime-control.js';
import { aFakePython } from '../../support/fake-inference.js';
import { aKillableProcess } from '../../support/killable-process.js';
import { aRuntime, aRuntimeHome, aWantedModel, untilModel, type RuntimeHome } from '../../support/runtimes.js';

async function aSupervisorProcess(home: RuntimeHome, python: string): Promise<{ readonly control: RuntimeControl; kill(): Promise<void> }> {
  const program = fileURLToPath(new URL('../../support/runtime-process.ts', import.meta.url));
  const { line, kill } = await aKillableProcess(program, [home.stateDir, home.storeDir, python]);
  return { control: createRuntimeControl(line), kill };
}

describe('a supervisor that is killed while it fetches, starts and removes models', () => {
  it('has forgotten nothing that it acknowledged, and the next one leaves no process and no file of it', async () => {
    const home = await aRuntimeHome();
    const models = await Promise.all(
      [0, 1, 2, 3].map((index) => aWantedModel(home, Buffer.alloc(300_000, `bytes ${index}`), { modelRef: `m@v${index}` })),
    );
    const python = await aFakePython(join(home.storeDir, '..'));
    const random = createRandom(11);
    // What the last answers said; null where a kill cut the answer off.
    const wanted = new Map<string, boolean | null>();
    const pids = new Set<number>();
    for (let round = 0; round < 3; round += 1) {
      const { control, kill } = await aSupervisorProcess(home, python);
      const killed = new Promise<void>((resolve) => setTimeout(() => resolve(kill()), 30 + random() * 150));
      for (let step = 0; ; step += 1) {
        const model = models[Math.floor(random() * models.length)];
        if (model === undefined) throw new Error('no such model');
        const put = random() < 0.6;
        wanted.set(model.modelRef, null);
        const answered = await (put ? control.put(model) : control.remove(model.modelRef)).then(
          () => true,
          () => false,
        );
        for (const { pid } of (await control.list().catch(() => [])) ?? []) if (pid !== null) pids.add(pid);
        if (!answered) break;
        wanted.set(model.modelRef, put);
      }
      await killed;
    }
    const next = await aRuntime(home, python);
    const control = createRuntimeControl(next.url);
    const names = (await control.list()).map((model) => model.modelRef);
    const answered = [...wanted].filter(([, isWanted]) => isWanted !== null);
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.map(([modelRef]) => [modelRef, names.includes(modelRef)])).toEqual(answered);
    for (const name of names) await untilModel(control, name, (model) => model.state === 'ready');
    const now = new Set((await control.list()).map((model) => model.pid));
    expect([...pids].filter((pid) => !now.has(pid) && isAlive(pid))).toEqual([]);
    const files = await readdir(join(home.stateDir, 'models'));
    expect(files.toSorted()).toEqual(
      models
        .filter((model) => names.includes(model.modelRef))
        .map((model) => `${model.ggufSha256}.gguf`)
        .toSorted(),
    );
  }, 60_000);
});
