import { describe, expect, it } from 'vitest';
import { causeOf } from '../../../apps/runtime/inference-log.js';

describe('why llama.cpp ended', () => {
  it('is the last error that is no echo of another', () => {
    const log = [
      '0.00.003.236 W srv init: security: no API key is set',
      "0.00.006.847 E llama_model_load: error loading model: tensor 'x' data is not within the file bounds",
      '0.00.006.903 E llama_model_load_from_file_impl: failed to load model',
      "0.00.006.943 E cmn  common_init_: failed to load model 'trunc.gguf'",
      '0.00.007.929 E srv  init: exiting due to model loading error',
      'some trailing words',
    ].join('\n');
    expect(causeOf(log)).toBe("llama_model_load: error loading model: tensor 'x' data is not within the file bounds");
  });

  it.each([
    ['the last line, where nothing is marked as an error', 'one\nTraceback: no module\n', 'Traceback: no module'],
    ['that nothing was said', '', 'its log says nothing'],
  ])('is %s', (_name, log, cause) => {
    expect(causeOf(log)).toBe(cause);
  });
});
