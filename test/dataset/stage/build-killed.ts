/** A build in a process of its own, to be killed: writes a line to standard output at each sign of progress. */

import { writeSync } from 'node:fs';
import { buildDataset } from '../../../dataset/stage/build.js';
import { aRequest } from './requests.js';

const [source = '', folder = ''] = process.argv.slice(2);

const { report } = await buildDataset({
  ...aRequest(source, folder),
  segmentBytes: 64 * 1024,
  onProgress: ({ step, lines }) => {
    writeSync(1, `${step} ${lines}\n`);
  },
});
writeSync(1, `done ${report.version}\n`);
