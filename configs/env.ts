/** The process environment, parsed once: addresses, folders and secrets. The only file that reads `process.env` for settings. */

import { z } from 'zod';

const folder = z.string().min(1, 'expected the path of a folder');
const word = z.string().min(1, 'expected a text; leave the variable out for none');

const url = (example: string) =>
  z.url({ protocol: /^https?$/, hostname: /./, error: `expected an address such as ${example}` }).default(example);

/** Not by coercion, which takes the empty text for 0. */
const whole = ({ from, to, otherwise }: { readonly from: number; readonly to: number; readonly otherwise: number }) => {
  const words = `expected a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, words)
    .transform(Number)
    .refine((number) => number >= from && number <= to, words)
    .default(otherwise);
};

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const environment = z.object({
  SLIPWAY_CONFIGS: folder.default('configs/pipelines'),
  SLIPWAY_STORE: folder.default('.slipway/data/store'),
  SLIPWAY_SCRATCH: folder.default('.slipway/data/scratch'),
  SLIPWAY_GATEWAY_URL: url('http://127.0.0.1:17480'),
  SLIPWAY_GATEWAY_CONTROL_URL: url('http://127.0.0.1:17481'),
  SLIPWAY_RUNTIME_URL: url('http://127.0.0.1:17482'),
  SLIPWAY_STAGING_RUNTIME_URL: url('http://127.0.0.1:17483'),
  SLIPWAY_METRICS_PORT: whole({ from: 0, to: 65_535, otherwise: 0 }),
  SLIPWAY_THREADS: whole({ from: 1, to: 256, otherwise: 1 }),
  SLIPWAY_CODE_VERSION: word.default('development'),
  SLIPWAY_BUILD_ID: word.optional(),
  SLIPWAY_LOG_LEVEL: z.enum(logLevels, `expected one of ${logLevels.join(', ')}`).default('info'),
});

export type Environment = z.output<typeof environment>;

/** As people set them; documentation and shells list them. */
export const environmentNames: readonly string[] = Object.keys(environment.shape);

/** Variables that cannot be used; `problems` holds one sentence for each, with what was expected and what came. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const variables = problems.length === 1 ? '1 variable is wrong' : `${problems.length} variables are wrong`;
    super(`environment: ${variables}\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Throws EnvironmentError with every wrong variable named. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const parsed = environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  const wrong = new Map(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
  throw new EnvironmentError([...wrong].map(([name, message]) => `${name}: ${message}, got ${shown(variables[name])}`));
}

/** Whoever wrote a password into an address must not find it in a log. */
function shown(value: string | undefined): string {
  return JSON.stringify(value?.replace(/\/\/[^/]*@/, '//…@').slice(0, 100));
}

/** The value behind `env:NAME`. Throws when it is not set: a secret that is missing must not become an empty one. */
export function environmentReference(reference: string): string {
  const name = reference.replace(/^env:/, '');
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${reference}: expected the environment variable ${name} to be set`);
  return value;
}
