/** `npm run bench -- data`: the dataset stage, its near-duplicate step and other tools on one file, side by side. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Measured } from './child.js';
import { generate } from './generate.js';
import { ensureTools, runStep, runTool } from './processes.js';
import type { Task } from './processes.js';
import { inFolder } from './work-folder.js';
import type { BenchOptions } from './work-folder.js';

const sampled = 30_000;
const mostForRensa = 1_000_000;

export async function benchData(options: BenchOptions): Promise<void> {
  await inFolder(options, async (folder) => {
    const task = { file: join(folder, 'examples.jsonl'), folder, examples: options.examples };
    const { bytes, copies } = generate({ path: task.file, examples: task.examples, seed: options.seed });
    const edits = Object.entries(copies).map(([changed, count]) => `${count} with ${changed}`);
    console.log(
      `${task.examples} examples, ${Math.round(bytes / task.examples)} bytes each. Copies by changed words: ${edits.join(', ')}.\n`,
    );
    header();
    const empty = await runStep('empty', task);
    const parse = await runStep('parse', task);
    row('parse', parse, empty);
    row('near', await runStep('near', task), empty);
    const stage = await runStep('stage', task);
    row('stage', stage, empty);
    console.log(`\nstage / parse: ${times(stage, parse)} CPU of bare JSON.parse.`);
    await compareTools({ ...task, examples: Math.min(task.examples, sampled) }, { empty, all: task });
  });
}

interface Others {
  readonly empty: Measured;
  /** The whole file. */
  readonly all: Task;
}

/** Ours first: what it finds is held against the exact join in Python before anything is held against it. */
async function compareTools(sample: Task, { empty, all }: Others): Promise<void> {
  const tools = await ensureTools();
  if ('missing' in tools) {
    console.log(`\nNot compared with datasketch and rensa, which could not be installed: ${tools.missing}`);
    return;
  }
  const { python } = tools;
  console.log(`\nThe first ${sample.examples} examples, parsing and shingling among the work:\n`);
  header();
  const ours = await runStep('pairs', sample);
  row('ours', ours, empty);
  const exact = await runTool(python, 'SetSimilaritySearch', sample);
  row('SetSimilaritySearch', exact);
  const datasketch = await runTool(python, 'datasketch', sample);
  row('datasketch', datasketch);
  const rensa = await runTool(python, 'rensa', sample);
  row('rensa', rensa);
  const truth = await pairsIn(sample.folder, 'SetSimilaritySearch');
  console.log(`\nTrue pairs: ${truth.size} (SetSimilaritySearch).`);
  for (const tool of ['pairs', 'datasketch', 'rensa']) {
    const pairs = await pairsIn(sample.folder, tool);
    const right = [...pairs].filter((pair) => truth.has(pair)).length;
    const share = truth.size === 0 ? 100 : (100 * right) / truth.size;
    console.log(
      `  ${(tool === 'pairs' ? 'ours' : tool).padEnd(12)} ${right} of them (${share.toFixed(1)} %), ${pairs.size - right} others`,
    );
  }
  console.log(`\nours / datasketch: ${times(datasketch, ours)} the examples per CPU-second. ours / rensa: ${times(rensa, ours)}.`);
  if (all.examples === sample.examples) return;
  console.log('\nThe whole file (rensa: at most 1,000,000):\n');
  header();
  row('ours', await runStep('pairs', all), empty);
  row('rensa', await runTool(python, 'rensa', { ...all, examples: Math.min(all.examples, mostForRensa) }));
}

async function pairsIn(folder: string, name: string): Promise<Set<string>> {
  const text = await readFile(join(folder, `${name}.txt`), 'utf8');
  return new Set(text.split('\n').filter((line) => line !== ''));
}

/** Examples per CPU-second of the second, over those of the first. */
const times = (first: Measured, second: Measured): string =>
  `${(rate(second) / rate(first)).toFixed(rate(second) > 10 * rate(first) ? 0 : 1)} times`;

const rate = ({ examples, cpuSeconds }: Measured): number => examples / cpuSeconds;

export function header(): void {
  console.log(`${'step'.padEnd(20)} ${'examples/CPU-s'.padStart(14)} ${'CPU-s'.padStart(8)} ${'MiB above empty'.padStart(16)}  found`);
}

/** Peaks of the Python tools are already above their imports. */
export function row(name: string, measured: Measured, empty?: Measured): void {
  const memory = Math.round(measured.peak - (empty?.peak ?? 0));
  const figures = [
    Math.round(rate(measured)).toString().padStart(14),
    measured.cpuSeconds.toFixed(1).padStart(8),
    String(memory).padStart(16),
  ];
  console.log(`${name.padEnd(20)} ${figures.join(' ')}  ${measured.found}`);
}
