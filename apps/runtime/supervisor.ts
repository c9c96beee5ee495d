/** All models of one host: which are wanted, kept on disk, and one keeper for each. */

import { join } from 'node:path';
import pLimit from 'p-limit';
import type { RunningModel, WantedModel } from '../../platform/ports.js';
import { keepModel, type Keeper, type KeeperHost } from './keeper.js';
import { readWantedList, writeWantedList } from './wanted-list.js';

/** The name is taken by other bytes. Names are for ever: a new version has a new name. */
export class ModelRefTakenError extends Error {
  override readonly name = 'ModelRefTakenError';
}

export interface Supervisor {
  /**
   * Returns at once; throws ModelRefTakenError for a known name with another digest. Other settings of a known model are left
   * as they run: restarting what serves users is nobody's wish here. Remove it first to change them.
   */
  put(wanted: WantedModel): Promise<RunningModel>;
  get(modelRef: string): RunningModel | undefined;
  list(): RunningModel[];
  /** Resolves when its process is gone. */
  remove(modelRef: string): Promise<void>;
  /** Stops all processes; the list on disk stays. */
  close(): Promise<void>;
}

/** Resumes the list on disk. */
export async function createSupervisor(stateDir: string, host: KeeperHost): Promise<Supervisor> {
  const listPath = join(stateDir, 'wanted.json');
  // Changes of the list take turns, so that what is on disk is always what the last of them meant.
  const inTurn = pLimit(1);
  const keepers = new Map<string, Keeper>();
  const save = (models: readonly WantedModel[]): Promise<void> => writeWantedList(listPath, models);
  const wantedNow = (): WantedModel[] => [...keepers.values()].map((keeper) => keeper.wanted);
  const clearAway = (wanted: readonly WantedModel[]): Promise<void> => host.files.keepOnly(new Set(wanted.map((each) => each.ggufSha256)));

  for (const wanted of await readWantedList(listPath)) keepers.set(wanted.modelRef, keepModel(wanted, host));
  await clearAway(wantedNow());

  return {
    put: (wanted) =>
      inTurn(async () => {
        const known = keepers.get(wanted.modelRef);
        if (known?.isStopped() === false) return again(known, wanted);
        // On disk before it runs: a model that was promised survives a crash right after.
        await save([...wantedNow().filter((other) => other.modelRef !== wanted.modelRef), wanted]);
        const keeper = keepModel(wanted, host);
        keepers.set(wanted.modelRef, keeper);
        return keeper.running();
      }),
    get: (modelRef) => keepers.get(modelRef)?.running(),
    list: () => [...keepers.values()].map((keeper) => keeper.running()),
    async remove(modelRef) {
      const known = keepers.get(modelRef);
      // Its process first: models that wait for their turn need not wait for this one's end.
      await known?.stop();
      await inTurn(async () => {
        // Somebody removed it, or wanted it again, meanwhile.
        if (known === undefined || keepers.get(modelRef) !== known) return;
        const rest = wantedNow().filter((wanted) => wanted.modelRef !== modelRef);
        // Files before the list: on a full disk this makes the room to write down that they are no longer wanted.
        await clearAway(rest);
        await save(rest);
        keepers.delete(modelRef);
      });
    },
    async close() {
      await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
    },
  };
}

function again(known: Keeper, wanted: WantedModel): RunningModel {
  const { modelRef, ggufSha256 } = known.wanted;
  if (ggufSha256 !== wanted.ggufSha256) {
    throw new ModelRefTakenError(
      `${modelRef} is ${ggufSha256} here, asked for was ${wanted.ggufSha256}; use another name, or remove it first`,
    );
  }
  known.retryNow();
  return known.running();
}
