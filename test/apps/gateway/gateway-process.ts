/** Program: `gateway-process STATE_FILE RUNTIME_URL`. A gateway in a process of its own, for tests that kill it. Prints its two addresses. */

import { startGateway } from '../../../apps/gateway/main.js';
import { createLogger } from '../../../platform/logger.js';

const [stateFile = '', runtimeUrl = ''] = process.argv.slice(2);
const { url, controlUrl } = await startGateway({
  port: 0,
  controlPort: 0,
  stateFile,
  runtimeUrl,
  logger: createLogger('gateway', 'silent'),
});
process.stdout.write(`${JSON.stringify({ url, controlUrl })}\n`);
