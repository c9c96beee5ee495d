/** llama.cpp's own server, one process a version, kept up by the supervisor of the host. */

import { z } from 'zod';
import { createInfer } from '../../evaluation/infer.js';
import { defineRuntime } from '../define.js';
import { patiently } from './patiently.js';
import { waitReady } from './wait-ready.js';

// Reading and checking tens of gigabytes from a slow disk or store.
const readyTimeoutMilliseconds = 15 * 60_000;

const config = z.strictObject({
  kind: z.literal('llama-server'),
  contextTokens: z.int().min(64).max(1_048_576).default(512).describe('Tokens that one request may use, prompt and answer together'),
  parallel: z.int().min(1).max(64).default(2).describe('Requests that one process decodes at once'),
});

export const llamaServer = defineRuntime({
  kind: 'llama-server',
  config,
  parallelOf: ({ parallel }) => parallel,

  async stage(control, { modelRef, artifact, parallel, signal }) {
    const { gguf, contextTokens } = artifact;
    const wanted = { modelRef, ggufKey: gguf.key, ggufSha256: gguf.sha256, contextTokens, parallel };
    await patiently(() => control.put(wanted), signal);
    const model = await waitReady(control, modelRef, { timeoutMilliseconds: readyTimeoutMilliseconds, signal });
    // The name is only a name: what serves under it decides.
    if (model.ggufSha256 !== gguf.sha256)
      throw new Error(`${modelRef}: expected SHA-256 ${gguf.sha256}, the runtime serves ${model.ggufSha256}`);
    return model;
  },

  async warm({ address, modelRef }, signal) {
    signal?.throwIfAborted();
    await createInfer(address, modelRef)([{ role: 'user', content: 'Hello' }], 1);
  },
});
