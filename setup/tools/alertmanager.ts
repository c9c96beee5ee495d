/** Alertmanager and amtool, built from their Go module: Debian's programs read templates at a fixed place in the system, which only root can write. */

import { buildModule, goObstacle, type GoModule } from './go-module.js';
import type { Tool } from './tool.js';

/** Later releases leave the web pages out of the module and do not build from it. */
const module: GoModule = {
  part: 'alertmanager',
  path: 'github.com/prometheus/alertmanager',
  version: 'v0.31.1',
  sum: 'h1:eAmIC42lzbWslHkMt693T36qdxfyZULswiHr681YS3Q=',
};

export const alertmanager: Tool = {
  name: 'alertmanager',
  purpose: 'Alertmanager and amtool, for tests of alerts and webhooks',
  cost: {
    downloadMegabytes: 46,
    diskMegabytes: 55,
    roomMegabytes: 1_000,
    cpuMinutes: 2,
    besides: "0.7 GB in Go's own caches (go clean -cache -modcache frees them)",
  },
  folder: 'alertmanager',
  programs: [
    // The second is Debian's name for it.
    {
      name: 'alertmanager',
      path: 'alertmanager',
      onPath: ['alertmanager', 'prometheus-alertmanager'],
      versionArguments: ['--version'],
    },
    { name: 'amtool', path: 'amtool', onPath: ['amtool'], versionArguments: ['--version'] },
  ],
  pin: () => Promise.resolve(`${module.path} ${module.version}`),
  obstacle: (context) => goObstacle(context, 'alertmanager'),
  make: (context, work) =>
    buildModule(context, module, {
      work,
      packages: ['./cmd/alertmanager', './cmd/amtool'],
      linkerFlags: `-s -w -X github.com/prometheus/common/version.Version=${module.version.slice(1)}`,
      // Pure Go: then no C compiler is needed.
      env: { CGO_ENABLED: '0' },
    }),
};
