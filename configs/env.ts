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
  /** A folder, or `s3://bucket/prefix` with the standard `AWS_*` variables. */
  SLIPWAY_STORE: z
    .string()
    .min(1, 'expected the path of a folder, or s3://bucket/prefix')
    .regex(
      /^(?!s3:)|^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9._@-]+)*\/?$/,
      'expected the path of a folder, or s3://bucket/prefix',
    )
    .default('.slipway/data/store'),
  /** Left out: path style wherever an endpoint of one's own is named. */
  SLIPWAY_S3_PATH_STYLE: z.enum(['true', 'false'], 'expected true or false').optional(),
  SLIPWAY_S3_ENCRYPTION: z.enum(['AES256', 'aws:kms'], 'expected AES256 or aws:kms').optional(),
  SLIPWAY_S3_KMS_KEY: word.optional(),
  /** Whose models this process works on; without it, those of no client. */
  SLIPWAY_CLIENT: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'expected lower-case letters, digits and dashes, as before the dot in client.model')
    .optional(),
  /** PEM file of the Ed25519 key that signs the versions made here. */
  SLIPWAY_SIGNING_KEY: word.optional(),
  /** PEM file of the public keys; with it, only versions signed by one of them are served. */
  SLIPWAY_VERIFY_KEYS: word.optional(),
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

/** The store that these settings name, as `platform/open-store.ts` takes it. */
export function storePlaceOf(settings: Environment): StorePlaceSettings {
  const { SLIPWAY_S3_PATH_STYLE: pathStyle } = settings;
  return {
    location: settings.SLIPWAY_STORE,
    client: settings.SLIPWAY_CLIENT,
    s3: {
      pathStyle: pathStyle === undefined ? undefined : pathStyle === 'true',
      encryption: settings.SLIPWAY_S3_ENCRYPTION,
      kmsKeyId: settings.SLIPWAY_S3_KMS_KEY,
    },
  };
}

interface StorePlaceSettings {
  readonly location: string;
  readonly client: string | undefined;
  readonly s3: {
    readonly pathStyle: boolean | undefined;
    readonly encryption: Environment['SLIPWAY_S3_ENCRYPTION'];
    readonly kmsKeyId: string | undefined;
  };
}

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
