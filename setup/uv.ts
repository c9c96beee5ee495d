/** Fetches uv and runs it on one Python environment. Separate because both builds of torch and the lock are installed through it. */

import { execute } from './execute.js';
import { layoutOf } from './layout.js';
import { uvPin } from './pins.js';
import type { SetupContext } from './report.js';
import { installWheel } from './wheel.js';

/** Runs uv with arguments for the environment of `python`; throws with uv's words. */
export type Uv = (args: readonly string[], limits?: { readonly timeoutMilliseconds?: number }) => Promise<void>;

/** Idempotent; `python` need not be there yet. */
export async function ensureUv(context: SetupContext, python: string): Promise<Uv> {
  const { home, env, report } = context;
  const program = layoutOf(home).uv;
  await installWheel(context, { pin: uvPin, content: 'binary', target: program });
  const uvEnv = { ...env, UV_PYTHON_DOWNLOADS: 'never', VIRTUAL_ENV: '' };
  return async (args, limits = {}) => {
    const target = args[0] === 'pip' ? [...args.slice(0, 2), '--python', python, ...args.slice(2)] : args;
    const onLine = (line: string): void => {
      if (/^(Downloading|Downloaded|Prepared|Installed|Resolved|Building)/.test(line)) report({ part: 'python', text: line, aside: true });
    };
    const result = await execute({ program, args: target, env: uvEnv, onLine, ...limits });
    if (result.exitCode !== 0) throw new Error(`uv ${args.slice(0, 2).join(' ')} failed: ${result.stderr.trim() || 'it ran out of time'}`);
  };
}
