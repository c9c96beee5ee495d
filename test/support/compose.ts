/** Compose files as tests read them: the repository's and the one that `slipway init` writes. What holds for both is asked in one way. */

import { Command } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import { commands } from '../../apps/cli/commands/index.js';
import { readEnvironment } from '../../configs/env.js';

const dependencies = z.record(z.string(), z.object({ condition: z.string() }));
const healthcheck = z.looseObject({ test: z.array(z.string()) });

const service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).default([]),
  restart: z.string(),
  profiles: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  volumes: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: dependencies.default({}),
  healthcheck: healthcheck.optional(),
  build: z.looseObject({ dockerfile_inline: z.string().optional(), dockerfile: z.string().optional() }).optional(),
});

const compose = z.looseObject({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) });

export type ComposeService = z.output<typeof service>;
export type Compose = z.output<typeof compose>;

export function readCompose(text: string): Compose {
  // Nested merges count their aliases many times over; these files are our own.
  return compose.parse(parse(text, { merge: true, maxAliasCount: -1 }));
}

/** Those that run this program, by the names of their services. */
export function slipwayServices({ services }: Compose): [string, ComposeService][] {
  return Object.entries(services).filter(([, { command }]) => command[0] === 'slipway');
}

/** What the program would say to a command line such as `slipway worker --queues gpu`; undefined where it would do as told. */
export async function complaintAbout([program, name, ...args]: readonly string[]): Promise<string | undefined> {
  if (program !== 'slipway') return `expected slipway, got ${program}`;
  const entry = commands.find((each) => each.name === name);
  if (entry === undefined) return `no command ${name}`;
  const command = new Command(entry.name).exitOverride().configureOutput({ writeErr: () => undefined });
  (await entry.load())(command);
  command.action(() => undefined);
  try {
    await command.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** As compose fills in what is not set: `${NAME:-otherwise}` becomes `otherwise`, what must be set becomes `given`. */
export function filledIn(value: string): string {
  return value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').replaceAll(/\$\{\w+:\?[^}]*\}/g, 'given');
}

/** The ports that services are told to listen on, sorted: they must be `defaultPorts`, where everybody else looks for them. */
export function portsToldTo(services: readonly (readonly [string, ComposeService])[]): string[] {
  return services
    .flatMap(([, { command }]) => command.filter((_, index) => /^--(control-)?port$/.test(command[index - 1] ?? '')))
    .toSorted();
}

export function defaultPorts(): string[] {
  const { SLIPWAY_GATEWAY_URL, SLIPWAY_GATEWAY_CONTROL_URL, SLIPWAY_RUNTIME_URL, SLIPWAY_STAGING_RUNTIME_URL } = readEnvironment({});
  const addresses = [SLIPWAY_GATEWAY_URL, SLIPWAY_GATEWAY_CONTROL_URL, SLIPWAY_RUNTIME_URL, SLIPWAY_STAGING_RUNTIME_URL];
  return addresses.map((address) => new URL(address).port).toSorted();
}
