/** The real program on a real terminal of 80 columns, as `script` makes one. */

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../platform/package-root.js';
import { createProcessRunner } from '../../../platform/process-runner.js';
import { aFolder } from '../../support/set-up.js';

const escape = '\u001B[';
const hasScript = existsSync('/usr/bin/script') && process.platform === 'linux';

describe.skipIf(!hasScript)('on a terminal (needs script: apt-get install bsdutils)', { timeout: 30_000 }, () => {
  it('errors have colours, and none with NO_COLOR', async () => {
    const line = 'apps/cli/main.ts roll';
    expect(await shown(line)).toContain(`${escape}31m`);
    expect(await shown(line, { NO_COLOR: '1' })).toBe("error: unknown command 'roll'\r\n  next: slipway --help\r\n");
  });

  it('progress is a bar that is drawn again, stays below what is printed meanwhile, and goes', async () => {
    const file = join(await aFolder(), 'work.mts');
    await writeFile(file, work);
    const text = await shown(file);
    expect(text).toMatch(/downloads a thing {2}█+░+ {2}50 % {2}5\/10 MB/);
    expect(text).toMatch(/waits {2}\d+ s/);
    expect(left(text)).toEqual(['meanwhile', 'downloads a thing: done', 'the end', '']);
  });
});

const work = `
import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf } from ${JSON.stringify(join(packageRoot(), 'apps/cli/output.ts'))};
import { during, startProgress } from ${JSON.stringify(join(packageRoot(), 'apps/cli/progress.ts'))};
const output = outputOf({ optsWithGlobals: () => ({}) });
const bar = startProgress(output, { what: 'downloads a thing', total: 10, unit: 'MB' });
bar.update(5);
await sleep(300);
output.progress('meanwhile');
bar.end('done');
await during(output, 'waits', sleep(300));
output.result({}, ['the end']);
`;

async function shown(line: string, variables: Record<string, string> = {}): Promise<string> {
  const command = `stty cols 80; '${process.execPath}' --import tsx ${line}`;
  const env = { TERM: 'xterm', CI: '', ...variables };
  const { stdout } = await createProcessRunner().run({
    program: '/usr/bin/script',
    args: ['-qec', command, '/dev/null'],
    cwd: packageRoot(),
    env,
  });
  return stdout;
}

/** What stays on the screen: of each line what came after it was cleared. */
function left(text: string): string[] {
  return text.split('\r\n').map((line) => stripVTControlCharacters(line.slice(line.lastIndexOf(`${escape}2K`))));
}
