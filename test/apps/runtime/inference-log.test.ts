import { describe, expect, it } from 'vitest';
import { causeOf, isFileAtFault } from '../../../apps/runtime/inference-log.js';

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

describe('whose fault it is', () => {
  it.each([
    ['the file’s, when its architecture is unknown', "error loading model: unknown model architecture: 'llamx'", true],
    ['the file’s, when it is not a GGUF', "gguf_init_from_reader: invalid magic characters: 'hell', expected 'GGUF'", true],
    ['the machine’s, when memory is short', 'llama_model_load: error loading model: unable to allocate CPU buffer', false],
    ['the machine’s, when the file cannot be opened', 'gguf_init_from_file: failed to open GGUF file (Too many open files)', false],
    ['nobody’s in particular, when something else failed', 'init: failed to allocate buffer for kv cache', false],
  ])('is %s', (_, cause, isFile) => {
    expect(isFileAtFault(`0.00.011.744 E ${cause}\n0.00.011.882 E llama_model_load_from_file_impl: failed to load model\n`)).toBe(isFile);
  });
});
