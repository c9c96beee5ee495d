import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slipwayHome } from '../../setup/layout.js';

describe('the home of fetched parts', () => {
  it('is in the checkout, from whatever folder a command is run', () => {
    const home = slipwayHome({});
    expect(home.endsWith('.slipway')).toBe(true);
    expect(existsSync(join(home, '..', 'package.json'))).toBe(true);
  });

  it('is where SLIPWAY_HOME says', () => {
    expect(slipwayHome({ SLIPWAY_HOME: 'somewhere' })).toBe(resolve('somewhere'));
  });
});
