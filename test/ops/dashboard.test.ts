/** The dashboard asks for metrics that there are, and leaves none out. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { metricNames } from '../../platform/metric-names.js';
import { packageRoot } from '../../platform/package-root.js';

const dashboard = z.looseObject({
  panels: z.array(
    z.looseObject({
      id: z.number(),
      title: z.string(),
      type: z.string(),
      description: z.string().optional(),
      targets: z.array(z.looseObject({ expr: z.string(), legendFormat: z.string() })).default([]),
    }),
  ),
});

const { panels } = dashboard.parse(JSON.parse(await readFile(join(packageRoot(), 'ops/grafana/dashboards/slipway.json'), 'utf8')));
const asked = panels.flatMap(({ targets }) => targets);
const metrics = Object.values(metricNames);

describe('the dashboard', () => {
  it('shows every metric that Slipway exports, and asks for no other', () => {
    const names = asked.flatMap(({ expr }) => expr.match(/slipway_\w+/g) ?? []).map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect([...new Set(names)].toSorted()).toEqual(metrics.map(({ name }) => name).toSorted());
  });

  it('names the lines by labels that the metric has', () => {
    for (const { expr, legendFormat } of asked) {
      const labels = new Set<string>(metrics.filter(({ name }) => expr.includes(name)).flatMap((metric) => metric.labels));
      const ofScrape = ['job', 'queue', 'instance'];
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '');
      expect(shown.filter((label) => !labels.has(label) && !ofScrape.includes(label))).toEqual([]);
      expect(shown.length).toBeGreaterThan(0);
    }
  });

  it('says of each figure what it shows', () => {
    const figures = panels.filter(({ type }) => type !== 'row');
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { title, description } of figures)
      expect({ title, description }).toMatchObject({ description: expect.stringMatching(/\.$/) });
  });
});
