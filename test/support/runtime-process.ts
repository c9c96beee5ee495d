/** Program: `runtime-process STATE_DIR STORE_DIR PYTHON`. A supervisor in a process of its own, for tests that kill it. Prints its URL. */

import { startRuntime } from '../../apps/runtime/main.js';
import { createLogger } from '../../platform/logger.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';

const [stateDir, storeDir, python] = process.argv.slice(2);
if (stateDir === undefined || storeDir === undefined || python === undefined) throw new Error('expected STATE_DIR STORE_DIR PYTHON');

const store = createFileObjectStore(storeDir);
const { url } = await startRuntime({ port: 0, stateDir, store, python, threads: 1, logger: createLogger('runtime', 'silent') });
process.stdout.write(`${url}\n`);
