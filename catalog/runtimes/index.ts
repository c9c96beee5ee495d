/** The runtimes that a pipeline file may name. Adding one: its file, its import, its place in the list. */

import { z } from 'zod';
import type { RuntimeControl } from '../../platform/ports.js';
import { schemasOf, type Runtime, type StageRequest } from '../define.js';
import { llamaServer } from './llama-server.js';
import type { ReadyModel } from './wait-ready.js';

export const runtimes = [llamaServer] as const;

export const runtimeConfig = z.discriminatedUnion('kind', schemasOf(runtimes));

export type RuntimeConfig = z.output<typeof runtimeConfig>;

/** A runtime with its config filled in. */
export interface ConfiguredRuntime {
  /** Requests that one process decodes at once when it serves users. */
  readonly parallel: number;
  stage(control: RuntimeControl, request: StageRequest): Promise<ReadyModel>;
  warm(model: ReadyModel, signal?: AbortSignal): Promise<void>;
}

/** Takes a config as written; defaults are filled in. Throws for a kind that is not in the list. */
export function runtimeOf(written: z.input<typeof runtimeConfig>): ConfiguredRuntime {
  const config = runtimeConfig.parse(written);
  const runtime: Runtime<string, z.ZodType<RuntimeConfig>> | undefined = runtimes.find((entry) => entry.kind === config.kind);
  if (runtime === undefined) throw new Error(`no runtime ${config.kind}; known: ${runtimes.map((entry) => entry.kind).join(', ')}`);
  return { parallel: runtime.parallelOf(config), stage: runtime.stage, warm: runtime.warm };
}
