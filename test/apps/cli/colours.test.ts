import { expect, it } from 'vitest';
import { paint, takesColours } from '../../../apps/cli/colours.js';

it.each([
  { stream: 'a terminal', isTTY: true, environment: {}, expected: true },
  { stream: 'a terminal with an empty NO_COLOR', isTTY: true, environment: { NO_COLOR: '' }, expected: true },
  { stream: 'a terminal with NO_COLOR', isTTY: true, environment: { NO_COLOR: '1' }, expected: false },
  { stream: 'a terminal that can do nothing', isTTY: true, environment: { TERM: 'dumb' }, expected: false },
  { stream: 'a pipe', isTTY: false, environment: {}, expected: false },
  { stream: 'a pipe on a build server', isTTY: false, environment: { CI: 'true', FORCE_COLOR: '1' }, expected: false },
])('$stream gets colours: $expected', ({ isTTY, environment, expected }) => {
  expect(takesColours({ isTTY }, environment)).toBe(expected);
});

it('leaves the text as it is where there are none', () => {
  expect(paint({ isTTY: false } as NodeJS.WriteStream).red('failed')).toBe('failed');
});
