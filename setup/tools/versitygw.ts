/** versitygw: an S3 gateway over a folder, the stricter of the two S3 servers about conditional writes. */

import { buildModule, goObstacle, type GoModule } from './go-module.js';
import type { Tool } from './tool.js';

const module: GoModule = {
  part: 'versitygw',
  path: 'github.com/versity/versitygw',
  version: 'v1.8.0',
  sum: 'h1:au+wI+aybno/STsQiSm35Uu6Q6iK5MWReQxgO6SEMFc=',
};

export const versitygw: Tool = {
  name: 'versitygw',
  purpose: 'S3 gateway over a folder, for tests of concurrent writers',
  cost: {
    downloadMegabytes: 110,
    diskMegabytes: 45,
    roomMegabytes: 1_000,
    cpuMinutes: 2,
    besides: "0.8 GB in Go's own caches (go clean -cache -modcache frees them)",
  },
  folder: 'versitygw',
  programs: [{ name: 'versitygw', path: 'versitygw', onPath: ['versitygw'], versionArguments: ['--version'] }],
  pin: () => Promise.resolve(`${module.path} ${module.version}`),
  obstacle: (context) => goObstacle(context, 'versitygw'),
  make: (context, work) =>
    buildModule(context, module, {
      work,
      packages: ['./cmd/versitygw'],
      linkerFlags: `-s -w -X main.Version=${module.version}`,
      // Pure Go: then no C compiler is needed.
      env: { CGO_ENABLED: '0' },
    }),
};
