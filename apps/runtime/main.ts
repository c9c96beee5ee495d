/** `slipway runtime`: the supervisor of this host's inference processes, apart from workers and gateway so that neither's end stops a model. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ObjectStore } from '../../platform/ports.js';
import { createProcessRunner } from '../../platform/process-runner.js';
import { createControlApi } from './control-api.js';
import { findInferenceProgram } from './inference-program.js';
import { startInferenceProcess } from './inference-process.js';
import { openModelFiles } from './model-files.js';
import { openProcessRecord } from './process-record.js';
import { createSupervisor } from './supervisor.js';

export interface RuntimeOptions {
  /** Of the control API; 0 takes a free one. */
  readonly port: number;
  /** This supervisor's own: the wanted list, the model files, the record of its processes. */
  readonly stateDir: string;
  readonly store: ObjectStore;
  /** Interpreter that has xllamacpp; used when no llama-server is on PATH. */
  readonly python: string;
  /** Of each inference process. More than the free cores make it slower by orders of magnitude. */
  readonly threads: number;
  readonly host?: string;
  readonly logger: Logger;
}

export interface RunningRuntime {
  readonly url: string;
  /** Resolves when every inference process is gone. */
  close(): Promise<void>;
}

/** Ends what an earlier supervisor left, resumes the wanted list, then listens. */
export async function startRuntime(options: RuntimeOptions): Promise<RunningRuntime> {
  const { port, stateDir, store, python, threads, host = '127.0.0.1', logger } = options;
  await mkdir(stateDir, { recursive: true });
  const record = await openProcessRecord(join(stateDir, 'processes.json'), logger);
  const program = await findInferenceProgram(createProcessRunner(), python);
  logger.info({ program: program.name }, 'models are served by');
  const supervisor = await createSupervisor(stateDir, {
    files: await openModelFiles(join(stateDir, 'models'), store),
    logger,
    async start({ modelRef, contextTokens, parallel }, ggufPath) {
      const command = await program.commandFor({ modelRef, ggufPath, contextTokens, parallel, threads, host });
      const child = await startInferenceProcess(command);
      record.add(child.pid);
      void child.ended.then(() => record.remove(child.pid));
      return child;
    },
  });
  const api = createControlApi(supervisor);
  try {
    const url = await api.listen({ port, host });
    return {
      url,
      async close() {
        await api.close();
        await supervisor.close();
      },
    };
  } catch (error) {
    await supervisor.close();
    throw error;
  }
}
