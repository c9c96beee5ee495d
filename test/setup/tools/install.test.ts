import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../../setup/execute.js';
import { sha256Of } from '../../../setup/installed.js';
import type { WheelPin } from '../../../setup/pins.js';
import type { SetupContext } from '../../../setup/report.js';
import { findTool } from '../../../setup/tools/find.js';
import { installTool } from '../../../setup/tools/install.js';
import type { Tool } from '../../../setup/tools/tool.js';
import { fetchWheel } from '../../../setup/wheel.js';
import { aFolder, anOfflineContext, aReport, aWheel } from '../../support/set-up.js';

const requirement = 'probe-tool==1.0';

interface Given {
  readonly tool: Tool;
  readonly context: SetupContext;
  readonly lines: readonly string[];
}

/** A tool that comes as SeaweedFS does, from a wheel in a folder that pip takes for the index. */
async function aToolFromAWheel(changes: Partial<Tool> = {}, script = 'echo probe'): Promise<Given & { pin: WheelPin }> {
  const wheels = await aFolder();
  const sha256 = await sha256Of(await aWheel(wheels, requirement, script));
  const pin: WheelPin = { part: 'probe', requirement, sha256: [sha256], megabytes: 1 };
  const { report, lines } = aReport();
  return { tool: { ...aTool(pin), ...changes }, pin, context: await anOfflineContext(wheels, report), lines };
}

function aTool(pin: WheelPin): Tool {
  return {
    name: 'probe',
    purpose: 'a tool for tests',
    cost: { downloadMegabytes: 1, diskMegabytes: 2, roomMegabytes: 3, cpuMinutes: 0 },
    folder: 'probe',
    programs: [{ name: 'probe-tool', path: 'probe-tool', onPath: ['probe-tool'], versionArguments: ['--version'] }],
    pin: () => Promise.resolve(pin.requirement),
    obstacle: () => Promise.resolve(undefined),
    make: async (context, work) => {
      const folder = join(work, 'made');
      await mkdir(folder);
      await rename(await fetchWheel(context, { pin, content: 'binary', target: 'probe-tool' }, work), join(folder, 'probe-tool'));
      return folder;
    },
  };
}

/** Nothing of it is there, finished or half. */
async function expectNothingInstalled({ context, tool }: Given): Promise<void> {
  expect(await findTool(context, tool)).toBeUndefined();
  await expect(readdir(join(context.home, 'tools'))).rejects.toThrow('ENOENT');
  expect(await readdir(join(context.home, 'partial')).catch(() => [])).toEqual([]);
  expect(await readdir(join(context.home, 'locks')).catch(() => [])).toEqual([]);
}

describe('installing a tool', { timeout: 60_000 }, () => {
  it('says what it costs before it begins, answers how long it took, and the second time fetches nothing', async () => {
    const { tool, context, lines } = await aToolFromAWheel();
    const first = await installTool(context, tool);
    const program = join(context.home, 'tools', 'probe', 'probe-tool');
    expect(first).toMatchObject({ name: 'probe', outcome: 'installed', path: program, seconds: expect.any(Number) as number });
    expect(lines[0]).toBe('probe: costs 1 MB to download, 2 MB on disk, seconds of CPU, no root');
    expect(lines.at(-1)).toBe('probe: installed probe-tool==1.0');
    expect((await execute({ program, args: [], env: {} })).stdout).toBe('probe\n');
    const told = lines.length;
    // Nothing to download from any more.
    expect(await installTool({ ...context, env: {} }, tool)).toEqual({ name: 'probe', outcome: 'there', path: program });
    expect(lines).toHaveLength(told);
  });

  it('clears what an interrupted run left, and is found only when it is whole', async () => {
    const { tool, context } = await aToolFromAWheel();
    await mkdir(join(context.home, 'partial', 'probe', 'made'), { recursive: true });
    await writeFile(join(context.home, 'partial', 'probe', 'made', 'probe-tool'), 'half');
    expect(await findTool(context, tool)).toBeUndefined();
    expect(await installTool(context, tool)).toMatchObject({ outcome: 'installed' });
    expect(await readdir(join(context.home, 'partial'))).toEqual([]);
  });

  it('is made once when two ask at the same time', async () => {
    const { tool, context, lines } = await aToolFromAWheel();
    const outcomes = await Promise.all([installTool(context, tool), installTool(context, tool)]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['installed', 'installed']);
    expect(lines.filter((line) => line.includes('downloads'))).toHaveLength(1);
  });

  it('is made again when a byte of it changed', async () => {
    const { tool, context } = await aToolFromAWheel();
    const { path = '' } = await installTool(context, tool);
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.replace('probe', 'prone'));
    expect(await installTool(context, tool)).toMatchObject({ outcome: 'installed' });
    expect(await readFile(path, 'utf8')).toBe(whole);
  });

  it('refuses other bytes than the pinned ones', async () => {
    const given = await aToolFromAWheel();
    const wrong = { ...given.pin, sha256: ['0'.repeat(64)] };
    const outcome = await installTool(given.context, aTool(wrong));
    expect(outcome.outcome).toBe('failed');
    expect(outcome.reason).toMatch(/has the SHA-256 [0-9a-f]{64}, expected one of 0{64}; nothing was installed/);
    await expectNothingInstalled(given);
  });

  it('fails in one line with why and next where no package index answers', async () => {
    const given = await aToolFromAWheel();
    const env = { ...given.context.env, PIP_FIND_LINKS: await aFolder() };
    const { outcome, reason } = await installTool({ ...given.context, env }, given.tool);
    expect(outcome).toBe('failed');
    expect(reason).toMatch(
      /^could not download probe-tool==1\.0, .*; look at the network and at the package index in use \(pip config list\)$/,
    );
    await expectNothingInstalled(given);
  });

  it('does not put a program in place that cannot run here', async () => {
    const given = await aToolFromAWheel({}, 'echo "wrong machine" >&2; exit 1');
    const { outcome, reason } = await installTool(given.context, given.tool);
    expect(outcome).toBe('failed');
    expect(reason).toBe('probe-tool was made and does not run here, wrong machine; nothing was installed; put another probe-tool on PATH');
    await expectNothingInstalled(given);
  });

  it('fetches nothing on a machine that cannot have it', async () => {
    const obstacle = { what: 'it needs a moon', why: 'found none', next: 'wait' };
    const given = await aToolFromAWheel({ obstacle: () => Promise.resolve(obstacle) });
    const outcome = await installTool(given.context, given.tool);
    expect(outcome).toEqual({ name: 'probe', outcome: 'not-here', reason: 'it needs a moon, found none; wait' });
    expect(given.lines).toEqual([]);
    await expectNothingInstalled(given);
  });

  it('fetches nothing where the disk has too little room', async () => {
    const given = await aToolFromAWheel({ cost: { downloadMegabytes: 1, diskMegabytes: 2, roomMegabytes: 1e12, cpuMinutes: 0 } });
    const { outcome, reason } = await installTool(given.context, given.tool);
    expect(outcome).toBe('failed');
    expect(reason).toMatch(/expected 1000000000000 MB free while it is made, found \d+ MB at .*; free some, or set SLIPWAY_HOME/);
    expect(given.lines).toEqual([]);
  });
});
