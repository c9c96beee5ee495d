import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examine } from '../../setup/doctor.js';
import type { Check } from '../../setup/doctor.js';
import { aFolder, anEnvironment, aProgram } from '../support/set-up.js';

const named = (checks: readonly Check[], name: string): Check | undefined => checks.find((check) => check.name.startsWith(name));

describe('the doctor', () => {
  it('finds the running Node right and names a command for every line', async () => {
    const checks = await examine({ env: anEnvironment(), home: await aFolder() });
    expect(named(checks, 'Node')).toMatchObject({ state: 'ok', found: process.versions.node });
    for (const check of checks) expect(check.install, check.name).not.toBe('');
    expect(new Set(checks.map((check) => check.name)).size).toBe(checks.length);
  });

  it('names everything that an empty machine lacks, and fetches nothing', async () => {
    const home = join(await aFolder(), 'not-there-yet');
    const checks = await examine({ env: anEnvironment({ PATH: await aFolder() }), home });
    const missing = checks.filter((check) => check.state === 'missing' && check.needed).map((check) => check.name);
    const expected = ['Python >= 3.11', 'Python venv', 'Temporal server', 'Python environment', 'GGUF converter', 'llama.cpp server'];
    expect(missing).toEqual(expect.arrayContaining(expected));
    expect(named(checks, 'disk')?.found).toContain('GB free');
  });

  it('tells from where Temporal would be taken', async () => {
    const [home, folder] = [await aFolder(), await aFolder()];
    const address = anEnvironment({ TEMPORAL_ADDRESS: 'temporal.internal:7233' });
    expect(named(await examine({ env: address, home }), 'Temporal server')).toMatchObject({
      state: 'ok',
      found: expect.stringContaining('environment') as string,
    });
    await aProgram(join(folder, 'temporal'), 'echo "temporal version 1.2.0 (Server 1.26.2)"');
    const old = named(await examine({ env: anEnvironment({ PATH: folder }), home }), 'Temporal server');
    expect(old).toMatchObject({ state: 'missing', found: `not fetched yet (${join(folder, 'temporal')} 1.2.0 is too old)` });
  });
});
