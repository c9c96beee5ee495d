/** The process environment, parsed once: addresses, folders and secrets. The only file that reads `process.env` for settings. */

import { z } from 'zod';

const url = z.url({ protocol: /^https?$/ });

const environment = z.object({
  SLIPWAY_CONFIGS: z.string().min(1).default('configs/pipelines'),
  SLIPWAY_STORE: z.string().min(1).default('.slipway/data/store'),
  SLIPWAY_SCRATCH: z.string().min(1).default('.slipway/data/scratch'),
  SLIPWAY_GATEWAY_URL: url.default('http://127.0.0.1:17480'),
  SLIPWAY_GATEWAY_CONTROL_URL: url.default('http://127.0.0.1:17481'),
  SLIPWAY_RUNTIME_URL: url.default('http://127.0.0.1:17482'),
  SLIPWAY_STAGING_RUNTIME_URL: url.default('http://127.0.0.1:17483'),
  SLIPWAY_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  SLIPWAY_THREADS: z.coerce.number().int().min(1).max(256).default(1),
  SLIPWAY_CODE_VERSION: z.string().min(1).default('development'),
  SLIPWAY_BUILD_ID: z.string().min(1).optional(),
  SLIPWAY_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Environment = z.output<typeof environment>;

/** Throws with every wrong variable named. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const parsed = environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new Error(`environment: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
}

/** The value behind `env:NAME`. Throws when it is not set: a secret that is missing must not become an empty one. */
export function environmentReference(reference: string): string {
  const name = reference.replace(/^env:/, '');
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${reference}: expected the environment variable ${name} to be set`);
  return value;
}
