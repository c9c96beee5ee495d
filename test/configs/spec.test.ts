import { describe, expect, it } from 'vitest';
import { loadSpec } from '../../configs/load.js';
import { mistakesIn, required, useSpecFiles } from './harness.js';

const files = useSpecFiles();

describe('prices in a pipeline file', () => {
  it('are read, and name no other recipe', async () => {
    const without = await loadSpec(await files.write('without.yaml', required));
    const priced = await loadSpec(await files.write('with.yaml', `${required}cost: { currency: EUR, gpuHour: 2.5, cpuHour: 0 }\n`));
    expect(priced.spec.cost).toEqual({ currency: 'EUR', gpuHour: 2.5, cpuHour: 0 });
    expect(without.spec).not.toHaveProperty('cost');
    expect(priced.recipeDigest).toBe(without.recipeDigest);
    expect(priced.digest).not.toBe(without.digest);
  });

  it.each([
    ['{ currency: EUR, gpuHour: 2.5 }', 'cost.cpuHour'],
    ['{ currency: €, gpuHour: 2.5, cpuHour: 0.1 }', 'cost.currency'],
    ['{ currency: EUR, gpuHour: -1, cpuHour: 0.1 }', 'cost.gpuHour'],
    ['{ currency: EUR, gpuHours: 2.5, cpuHour: 0.1 }', 'cost.gpuHours'],
  ])('%s name their mistake', async (cost, path) => {
    const mistakes = await mistakesIn(await files.write('wrong.yaml', `${required}cost: ${cost}\n`));
    expect(mistakes.join('\n')).toContain(`${path}: `);
  });
});
