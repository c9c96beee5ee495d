/** Prometheus and promtool: for tests of alert rules and for looking at metrics. */

import { debianObstacle, unpackDebian } from './debian.js';
import type { Tool, ToolProgram } from './tool.js';

const program = (name: string): ToolProgram => ({ name, path: `usr/bin/${name}`, onPath: [name], versionArguments: ['--version'] });

export const prometheus: Tool = {
  name: 'prometheus',
  purpose: 'Prometheus and promtool, for metrics and tests of alert rules',
  cost: { downloadMegabytes: 29, diskMegabytes: 98, roomMegabytes: 500, cpuMinutes: 0.1 },
  folder: 'prometheus',
  programs: [program('prometheus'), program('promtool')],
  pin: () => Promise.resolve('prometheus of the distribution'),
  obstacle: (context) => debianObstacle(context, 'prometheus', 'brew install prometheus'),
  make: (context, work) =>
    unpackDebian(context, { part: 'prometheus', name: 'prometheus', withDependencies: false, keep: ['usr/bin'] }, work),
};
