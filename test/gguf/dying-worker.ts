/** Program: `dying-worker convert|quantize|probe INPUT OUT`. A worker in the middle of packaging, for a test that kills it; INPUT is read by its child. */

import { join } from 'node:path';
import { convertToGguf } from '../../gguf/convert.js';
import { findQuantizer } from '../../gguf/quantize.js';
import { tools } from '../support/golden.js';

const [stage, input = '', out = ''] = process.argv.slice(2);
switch (stage) {
  case 'convert':
    await convertToGguf({ mergedDir: input, outPath: out, ...tools });
    break;
  case 'quantize':
    await (await findQuantizer(tools.runner)).quantize({ inPath: input, outPath: out, quantization: 'Q8_0', threads: 1 });
    break;
  default:
    await tools.runner.run({ program: tools.python, args: [join(tools.programsDir, 'serve', 'probe.py'), input, '128'] });
}
