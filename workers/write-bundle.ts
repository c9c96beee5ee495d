/** Build step: writes the workflow bundle beside the compiled workers, so that an installed package needs no bundler run. */

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleFromSources } from './bundle.js';

/** With zod inside it would be 2.7 MB: a value import of the spec has slipped into workflow code. */
const largestBytes = 2_200_000;

const { code } = await bundleFromSources();
if (code.length > largestBytes) {
  throw new Error(
    `workflow bundle: expected at most ${largestBytes} bytes, got ${code.length}; look for a value import that should be a type import`,
  );
}
await writeFile(fileURLToPath(new URL('../dist/workers/workflow-bundle.js', import.meta.url)), code);
console.log(`workflow bundle: ${code.length} bytes`);
