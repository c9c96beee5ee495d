/** The commands of README and docs, run as they are written from a packed tarball: a newcomer's hour, of which the machine takes minutes. */

import { startVitest } from 'vitest/node';

/** True when every block did what it says. */
export async function proveDocs(): Promise<boolean> {
  const vitest = await startVitest('test', [], { run: true, project: ['proof'] });
  await vitest.close();
  return vitest.state.getCountOfFailedTests() === 0 && vitest.state.getTestModules().length > 0;
}
