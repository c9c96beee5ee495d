/** Ollama, built from its Go module for this machine's processor: without AVX2 it is ten times slower. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from '../machine.js';
import type { SetupContext } from '../report.js';
import { buildModule, goObstacle, type GoModule } from './go-module.js';
import { fetchLlamaHeaders } from './llama-headers.js';
import type { Tool } from './tool.js';

const module: GoModule = {
  part: 'ollama',
  path: 'github.com/ollama/ollama',
  version: 'v0.24.0',
  sum: 'h1:CBZ0ffE+cxMWRWau5yD5vXHkiZHAeuxLk+3j55u0XxQ=',
};

const instructionSets = ['avx2', 'fma', 'f16c', 'bmi2'];

export const ollama: Tool = {
  name: 'ollama',
  purpose: 'the inference server Ollama, for tests and for the runtime `ollama`',
  cost: {
    downloadMegabytes: 183,
    diskMegabytes: 42,
    roomMegabytes: 2_000,
    cpuMinutes: 8,
    besides: "0.9 GB in Go's own caches (go clean -cache -modcache frees them)",
  },
  folder: 'ollama',
  programs: [{ name: 'ollama', path: 'ollama', onPath: ['ollama'], versionArguments: ['--version'] }],
  pin: async () => `${module.path} ${module.version} ${await compilerFlags()}`,
  async obstacle(context) {
    if (process.platform === 'darwin') {
      return { what: 'Ollama is built here on Linux only', why: 'found macOS', next: 'brew install ollama' };
    }
    const missing = await missingPrograms(context, ['gcc', 'g++', 'git', 'npm', 'tar']);
    if (missing.length === 0) return goObstacle(context, 'ollama');
    const what = 'Ollama is built with a C++ compiler, git, npm and tar';
    return { what, why: `found no ${missing.join(', ')} on PATH`, next: 'apt-get install g++ git, or put ollama on PATH' };
  },
  async make(context, work) {
    const headers = await fetchLlamaHeaders(context, module.part, join(work, 'llama'));
    const flags = await compilerFlags();
    return buildModule(context, module, {
      work,
      packages: ['.'],
      linkerFlags: `-s -w -X ${module.path}/version.Version=${module.version.slice(1)}`,
      // In quotes, as Go reads them, for a home with a space in its path.
      env: { CGO_ENABLED: '1', CGO_CPPFLAGS: `"-I${headers}"`, CGO_CFLAGS: flags, CGO_CXXFLAGS: flags },
    });
  },
};

/** What is compiled for one processor dies on an older one, so only what this one has. */
async function compilerFlags(): Promise<string> {
  const facts = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const has = new Set(/^flags\s*:(.*)$/m.exec(facts)?.[1]?.split(' ') ?? []);
  return ['-O3', ...instructionSets.filter((name) => has.has(name)).map((name) => `-m${name}`)].join(' ');
}

async function missingPrograms({ env }: SetupContext, names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map((name) => findOnPath(name, env)));
  return names.filter((_, index) => found[index] === undefined);
}
