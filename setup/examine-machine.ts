/** The doctor's look at what must be there before anything is fetched, and at what is good to have. */

import { existsSync } from 'node:fs';
import { findBasePython, isNewEnough, pythonFloor, pythonInstall, venvInstall, versionOf } from './base-python.js';
import type { Check } from './check.js';
import { layoutOf } from './layout.js';
import { freeGigabytes, gpuName, neededGigabytes } from './machine.js';
import type { SetupContext } from './report.js';

const nodeFloor = [20, 19] as const;

export async function examineMachine(context: SetupContext): Promise<Check[]> {
  return [node(), ...(await python(context)), await disk(context), await gpu(context)];
}

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const newEnough = major > nodeFloor[0] || (major === nodeFloor[0] && minor >= nodeFloor[1]);
  const install = process.platform === 'darwin' ? 'brew install node@22' : 'see https://nodejs.org/en/download (Node 20.19 or newer)';
  return { name: `Node >= ${nodeFloor.join('.')}`, needed: true, state: newEnough ? 'ok' : 'old', found: process.versions.node, install };
}

async function python({ env }: SetupContext): Promise<Check[]> {
  const name = `Python >= ${pythonFloor.major}.${pythonFloor.minor}`;
  const found = await findBasePython(env);
  if (found === undefined) {
    const missing = { needed: true, state: 'missing', found: 'nothing on PATH that runs', install: pythonInstall() } as const;
    return [
      { name, ...missing },
      { name: 'Python venv', ...missing },
    ];
  }
  const venv = { name: 'Python venv', needed: true, install: venvInstall(found) };
  return [
    {
      name,
      needed: true,
      state: isNewEnough(found) ? 'ok' : 'old',
      found: `${versionOf(found)} (${found.executable})`,
      install: pythonInstall(),
    },
    found.venv
      ? { ...venv, state: 'ok', found: 'venv and ensurepip' }
      : { ...venv, state: 'missing', found: `none in ${found.executable}` },
  ];
}

async function disk({ home }: SetupContext): Promise<Check> {
  const free = await freeGigabytes(home);
  return {
    name: `disk: ${neededGigabytes} GB to make the Python environment`,
    needed: !existsSync(layoutOf(home).pythonEnvironment),
    state: free >= neededGigabytes ? 'ok' : 'missing',
    found: `${free.toFixed(1)} GB free at ${home}`,
    install: 'free some, or set SLIPWAY_HOME to a folder on a larger disk',
  };
}

async function gpu({ env }: SetupContext): Promise<Check> {
  const name = await gpuName(env);
  const install = 'install the NVIDIA driver (nvidia-smi must run); without a GPU training uses the CPU';
  return { name: 'GPU (faster training)', needed: false, install, ...(name === undefined ? absent : { state: 'ok', found: name }) };
}

const absent = { state: 'missing', found: 'not found' } as const;
