import { stat } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { runtimeOf } from '../../../catalog/runtimes/index.js';
import type { ModelArtifact } from '../../../domain/artifact.js';
import { createRuntimeControl } from '../../../platform/runtime-control.js';
import { goldenGguf, missingParts, tools } from '../../support/golden.js';
import { aRuntime, aRuntimeHome, aWantedFile } from '../../support/runtimes.js';

describe.skipIf(missingParts !== undefined)(`the runtime llama-server ${missingParts ?? ''}`, () => {
  let golden = '';
  beforeAll(async () => {
    golden = await goldenGguf();
  });

  it('has a version resident and warm when it says so, and says so again at once', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, tools.python)).url);
    const { ggufKey, ggufSha256 } = await aWantedFile(home, golden);
    const artifact: ModelArtifact = { gguf: { key: ggufKey, sha256: ggufSha256, bytes: (await stat(golden)).size }, contextTokens: 128 };
    const runtime = runtimeOf({ kind: 'llama-server' });
    const request = { modelRef: 'support-triage@v1', artifact, parallel: runtime.parallel };
    const staged = await runtime.stage(control, request);
    await runtime.warm(staged);
    expect(await runtime.stage(control, request)).toMatchObject({ pid: staged.pid, address: staged.address, restarts: 0 });
  });

  it('throws for bytes that are not the registered ones', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, tools.python)).url);
    const { ggufKey } = await aWantedFile(home, golden);
    const artifact: ModelArtifact = { gguf: { key: ggufKey, sha256: 'a'.repeat(64), bytes: 1 }, contextTokens: 128 };
    const staged = runtimeOf({ kind: 'llama-server' }).stage(control, { modelRef: 'support-triage@v1', artifact, parallel: 1 });
    await expect(staged).rejects.toThrow(/support-triage@v1 does not start: expected SHA-256 a{64}/);
  });
});
