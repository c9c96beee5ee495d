/** Long stories with assertions of their own, as vitest files: the loop on real parts, and the docs followed command by command. */

import { startVitest } from 'vitest/node';

/** Runs the proofs below a folder of the tests; true when there were some and none failed. */
export async function proveStory(folder: string): Promise<boolean> {
  const vitest = await startVitest('test', [folder], { run: true, project: ['proof'] });
  await vitest.close();
  return (
    vitest.state.getCountOfFailedTests() === 0 &&
    vitest.state.getTestModules().every((module) => module.ok()) &&
    vitest.state.getTestModules().length > 0
  );
}
