/** Writes the JSON Schema that editors use for completion; with `--check` fails when the committed one has drifted. */

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pipelineSpec } from './spec.js';

const path = fileURLToPath(new URL('./pipeline.schema.json', import.meta.url));
const schema = pipelineSpec.toJSONSchema({ io: 'input', target: 'draft-07' });
const text = `${JSON.stringify({ title: 'Slipway pipeline', ...schema }, undefined, 2)}\n`;

if (process.argv.includes('--check')) {
  const committed = await readFile(path, 'utf8').catch(() => '');
  if (committed !== text) {
    console.error('configs/pipeline.schema.json differs from configs/spec.ts; run: npm run schema');
    process.exitCode = 1;
  }
} else {
  await writeFile(path, text);
}
