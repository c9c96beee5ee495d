import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../setup/report.js';
import { tools } from '../../../setup/tools/index.js';
import { costCells, costText, toolCommand } from '../../../setup/tools/tool.js';
import { aFolder, anEnvironment } from '../../support/set-up.js';

describe('the list of tools', () => {
  it('has every name and folder once', () => {
    expect(new Set(tools.map((tool) => tool.name)).size).toBe(tools.length);
    expect(new Set(tools.map((tool) => tool.folder)).size).toBe(tools.length);
  });

  it.each(tools.map((tool) => [tool.name, tool] as const))(
    'says what %s is for and what it costs, and asks for room for all of it',
    (_, tool) => {
      expect(tool.purpose).not.toBe('');
      expect(tool.cost.downloadMegabytes).toBeGreaterThan(0);
      expect(tool.cost.roomMegabytes).toBeGreaterThan(tool.cost.diskMegabytes);
      expect(costText(tool.cost)).toMatch(/^\d+ MB to download, \d+ MB on disk, (seconds|\d+ min) of CPU, no root/);
      expect(costCells(tool.cost)).toHaveLength(3);
    },
  );

  it('names what is missing and the way out on a machine with an empty PATH, and fetches nothing for it', async () => {
    const context = contextOf(() => undefined, { home: await aFolder(), env: anEnvironment({ PATH: '' }) });
    const told = await Promise.all(tools.map(async (tool) => [tool.name, await tool.obstacle(context)] as const));
    const named = Object.fromEntries(told.map(([name, obstacle]) => [name, obstacle?.why]));
    expect(named).toMatchObject({
      'docker-compose': 'found no apt-get and dpkg on PATH',
      prometheus: 'found no apt-get and dpkg on PATH',
      chromium: 'found no apt-get and dpkg on PATH',
      alertmanager: 'found no go on PATH',
      versitygw: 'found no go on PATH',
      ollama: process.platform === 'darwin' ? 'found macOS' : 'found no gcc, g++, git, npm, tar on PATH',
    });
    for (const [, obstacle] of told) expect(obstacle?.next).not.toBe('');
  });

  it('gives the line to type in a checkout', () => {
    expect(toolCommand('ollama')).toBe('npm run tools -- ollama');
  });
});
