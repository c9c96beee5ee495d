/** Chooses the build of torch: the CPU build is a tenth of the CUDA build. Separate because the two come from different indexes. */

import type { Report } from './report.js';
import type { Uv } from './uv.js';

export interface TorchInstall {
  readonly uv: Uv;
  /** Hashed lock of the build that the package index has. */
  readonly lock: string;
  /** Name of a GPU, which needs the CUDA build. */
  readonly gpu: string | undefined;
  readonly report: Report;
}

const part = 'python';
const cpuArguments = ['--torch-backend=cpu', '--no-deps', 'torch==2.15.0'];

/** Long enough to read an index that answers, short enough that a machine which cannot reach it loses little. */
const probeMilliseconds = 20_000;

/** The CPU build is pinned by version and comes from torch's own index, which publishes no digests uv could hold it against. */
export async function installTorch({ uv, lock, gpu, report }: TorchInstall): Promise<void> {
  if (gpu === undefined && (await cpuBuildIsInReach(uv))) {
    report({ part, text: 'installs the CPU build of torch (about 200 MB)', percent: 10 });
    return uv(['pip', 'install', ...cpuArguments]);
  }
  const why = gpu === undefined ? "torch's own index is out of reach" : `for ${gpu}`;
  report({ part, text: `installs torch with CUDA: ${why} (about 3 GB when not cached)`, percent: 10 });
  await uv(['pip', 'install', '--no-deps', '--require-hashes', '-r', lock]);
}

async function cpuBuildIsInReach(uv: Uv): Promise<boolean> {
  return uv(['pip', 'install', '--dry-run', ...cpuArguments], { timeoutMilliseconds: probeMilliseconds }).then(
    () => true,
    () => false,
  );
}
