/** The doctor's look at what set-up fetches or finds: each part by the bytes that were installed. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Check } from './check.js';
import { examineInstalled } from './installed.js';
import { interpreterOf, isDependency, layoutOf } from './layout.js';
import { findOnPath } from './machine.js';
import { converterPin, temporalPin, testServerPin } from './pins.js';
import type { WheelPin } from './pins.js';
import { defaultLocks, differencesFromLock, pinOf } from './python-versions.js';
import type { SetupContext } from './report.js';
import { configuredAddress, temporalOnPath } from './temporal.js';

/** Any command that needs a part fetches it; this one needs them all. */
const fetchAll = isDependency() ? 'npx slipway up' : 'npm run slipway -- up';

export async function examineParts(context: SetupContext): Promise<Check[]> {
  const environment = pythonEnvironment(context);
  return Promise.all([
    temporal(context),
    fetched(context, {
      pin: testServerPin,
      name: 'Temporal test server (tests)',
      path: layoutOf(context.home).testServer,
      needed: false,
      install: 'npm test',
    }),
    environment,
    fetched(context, {
      pin: converterPin,
      name: 'GGUF converter',
      path: layoutOf(context.home).converter,
      needed: true,
      install: fetchAll,
    }),
    quantizer(context),
    inferenceServer(context, environment),
  ]);
}

async function temporal(context: SetupContext): Promise<Check> {
  const name = 'Temporal server';
  const base = { name, needed: true, install: fetchAll };
  const address = configuredAddress(context.env);
  if (address !== undefined) return { ...base, state: 'ok', found: `environment: ${address} (configured; not contacted)` };
  const cli = await temporalOnPath(context.env);
  if (cli?.newEnough) return { ...base, state: 'ok', found: `path: ${cli.program} ${cli.version}` };
  const path = layoutOf(context.home).temporal;
  const cached = await fetched(context, { pin: temporalPin, name, path, needed: true, install: fetchAll });
  const passedOver = cli === undefined ? '' : ` (${cli.program} ${cli.version} is too old)`;
  return { ...cached, found: `${cached.state === 'ok' ? 'cache: ' : ''}${cached.found}${passedOver}` };
}

interface FetchedPart {
  readonly pin: WheelPin;
  readonly name: string;
  readonly path: string;
  readonly needed: boolean;
  readonly install: string;
}

async function fetched({ home }: SetupContext, { pin, path, ...rest }: FetchedPart): Promise<Check> {
  const state = await examineInstalled(home, pin.part, pin.requirement);
  const found = {
    ok: `${path} (${pin.requirement})`,
    missing: 'not fetched yet',
    old: `${path} is of another release than ${pin.requirement}`,
    damaged: `${path} differs from what was installed`,
  };
  return { ...rest, state, found: found[state] };
}

async function pythonEnvironment({ home, env }: SetupContext): Promise<Check> {
  const base = { name: 'Python environment', needed: true, install: fetchAll };
  const locks = defaultLocks();
  const given = env['SLIPWAY_PYTHON'];
  const python = given !== undefined && given !== '' ? given : interpreterOf(layoutOf(home).pythonEnvironment);
  if (python !== given && !existsSync(python)) return { ...base, state: 'missing', found: 'not made yet' };
  const differences = await differencesFromLock(python, locks, env);
  if (differences.length > 0) return { ...base, state: 'damaged', found: `${python}: ${differences.join('; ')}` };
  const state = python === given ? 'ok' : await examineInstalled(home, 'python', await pinOf(locks));
  return { ...base, state, found: state === 'ok' ? python : `${python} was made from another lock` };
}

async function quantizer({ env }: SetupContext): Promise<Check> {
  const base = {
    name: 'quantizer (llama.cpp)',
    needed: true,
    install: 'npm install @node-llama-cpp/linux-x64@3.22.1, or put llama-quantize on PATH',
  };
  const onPath = await findOnPath('llama-quantize', env);
  if (onPath !== undefined) return { ...base, state: 'ok', found: onPath };
  try {
    const library = createRequire(import.meta.url).resolve('@node-llama-cpp/linux-x64');
    return { ...base, state: 'ok', found: library };
  } catch {
    return { ...base, state: 'missing', found: 'neither the library of @node-llama-cpp/linux-x64 nor llama-quantize on PATH' };
  }
}

async function inferenceServer({ env }: SetupContext, pendingEnvironment: Promise<Check>): Promise<Check> {
  const base = { name: 'llama.cpp server', needed: true, install: `${fetchAll}, or put llama-server on PATH` };
  const onPath = await findOnPath('llama-server', env);
  if (onPath !== undefined) return { ...base, state: 'ok', found: onPath };
  const environment = await pendingEnvironment;
  if (environment.state === 'ok') return { ...base, state: 'ok', found: `xllamacpp of ${environment.found}` };
  return { ...base, state: 'missing', found: 'no llama-server on PATH, and no xllamacpp without the Python environment' };
}
