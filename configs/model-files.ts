/** Which models have a pipeline file. Apart from `load.ts`: completion in a shell asks on each TAB and must not wait for the schema. */

import { readdir } from 'node:fs/promises';

/** The models that have a pipeline file in the folder, sorted; undefined when it cannot be read here. */
export async function modelsIn(folder: string): Promise<string[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  return names?.flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -'.yaml'.length)] : [])).toSorted();
}
