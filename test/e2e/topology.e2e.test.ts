/**
 * The services of docker-compose.yml as plain processes: one release through workers of one queue each with every record on S3, a rollback
 * to a version six releases old whose files are gone from the host, and a search for what none of them may tell.
 */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { demoModel as model } from '../../apps/local/demo/files.js';
import type { Ticket } from '../../apps/local/example-tickets.js';
import { startTraffic, type Traffic } from '../../apps/local/traffic.js';
import { sha256OfFile } from '../../gguf/digest.js';
import type { ObjectStore } from '../../platform/ports.js';
import { createRuntimeControl } from '../../platform/runtime-control.js';
import { readVersion } from '../../registry/manifests.js';
import { newKeyPair } from '../../registry/signing-keys.js';
import { queueNames } from '../../workers/worker-options.js';
import { adopt } from '../support/adopt.js';
import { writeVariant } from '../support/gguf-variant.js';
import { answersOf, filesIn, historiesOf, objectsOf, searchFor, type Seed } from '../support/leaks.js';
import { leftAfter } from '../support/left-processes.js';
import { performersByQueue } from '../support/performers.js';
import { aRapidBatch, rapidFiles } from '../support/rapid-release.js';
import { aSeaweedServer } from '../support/s3-servers.js';
import { openStoreWith } from '../support/s3-stores.js';
import { aTool } from '../support/tools.js';
import { startTopology, type Topology } from '../support/topology.js';
import { aWebhook, type WebhookForTest } from '../support/webhook.js';

const { missing } = await aTool('seaweedfs');

const word = (): string => `zq${randomBytes(8).toString('hex')}`;
/** What nobody may find again: in every ticket, in the answers of some, in a test, in what users ask, in the address of the webhook. */
const [prompt, answer, tested, asked] = [word(), word(), word(), word()];
const webhookPath = word();
const keys = newKeyPair();

let folder: string;
let topology: Topology;
let store: ObjectStore;
let traffic: Traffic;
let webhook: WebhookForTest;
let seeds: Seed[];
/** Of the files in `folder`. */
const written = (name: string): string => join(folder, name);
const state = (): string => written('state');

describe.skipIf(missing !== undefined)(`the compose file's services as processes ${missing ?? ''}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-topology-'));
    const files = await rapidFiles(written('files'));
    await files.writeBatch('first', aRapidBatch(1).map(withSecrets));
    await changePipeline(join(files.configsDir, `${model}.yaml`));
    await mkdir(written('keys'), { mode: 0o700 });
    await writeFile(written('keys/signing.pem'), keys.privatePem, { mode: 0o600 });
    await writeFile(written('keys/trusted.pem'), keys.publicPem);
    webhook = await aWebhook(webhookPath);
    const s3 = await aSeaweedServer([]);
    topology = await startTopology({
      folder: state(),
      s3,
      environment: {
        SLIPWAY_CONFIGS: files.configsDir,
        SLIPWAY_SIGNING_KEY: written('keys/signing.pem'),
        SLIPWAY_VERIFY_KEYS: written('keys/trusted.pem'),
        ALERT_WEBHOOK: webhook.url,
      },
    });
    store = await openStoreWith(s3.environment, { bucket: 'slipway', prefix: 'store' });
    const [, keyLine] = keys.privatePem.split('\n');
    seeds = [
      { name: 'a prompt of the training data', text: prompt },
      { name: 'an answer of the training data', text: answer },
      { name: 'a prompt of a suite', text: tested },
      { name: 'a prompt of a user', text: asked },
      { name: 'the secret key of the store', text: s3.environment['AWS_SECRET_ACCESS_KEY'] ?? '' },
      { name: 'the address of the webhook', text: webhookPath },
      { name: 'the signing key', text: keyLine ?? '' },
    ];
    traffic = startTraffic({
      gatewayUrl: topology.gatewayUrl,
      model,
      requestsPerSecond: 3,
      prompts: [[{ role: 'user', content: `where is my parcel ${asked}` }]],
      maxTokens: 8,
      isUsable: () => true,
    });
  });

  afterAll(async () => {
    await traffic?.stop();
    await topology?.stop();
    webhook?.close();
    const left = await leftAfter(folder, 10_000);
    await rm(folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`left running: ${JSON.stringify(left)}`);
  });

  it('releases a model, each queue served by a process of its own', async () => {
    expect(await slipway('run', model, '--wait')).toMatch(/released v1/);
    expect(await servedVersion()).toBe('v1');
    const performers = await performersByQueue(topology.client);
    expect([...performers.keys()].toSorted()).toEqual(queueNames.toSorted());
    expect([...performers.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    expect(new Set([...performers.values()].flatMap((each) => [...each])).size).toBe(queueNames.length);
  });

  it('alerts a webhook that was away, when there is nothing new to train on', async () => {
    expect(await slipway('run', model, '--wait', '--ignore-cooldown')).toMatch(/skipped/);
    const told = expect.objectContaining({ model, outcome: 'skipped' });
    expect(webhook.alerts).toEqual([told, told]);
  });

  it('goes back to a version six releases old whose files are gone from the host', async () => {
    const first = await readVersion(store, model, 'v1');
    if (first === undefined) throw new Error('expected v1');
    const { key, sha256 } = first.artifact.gguf;
    await store.readToFile(key, written('v1.gguf'));
    const variants = ['v2', 'v3', 'v4', 'v5', 'v6', 'v7'].map((version) => ({ version, path: written(`${version}.gguf`) }));
    for (const { version, path } of variants) await writeVariant(written('v1.gguf'), path, version);
    const [second, ...others] = variants;
    expect(await slipway('import', model, second?.path ?? '', '--as', 'champion', '--reason', 'made by hand')).toMatch(/v2/);
    for (const { version, path } of others) expect(await adopt({ client: topology.client, store, model, path })).toBe(version);
    expect(await servedVersion()).toBe('v7');
    // As a release retires what is neither the champion nor the one before it: process and file go.
    await createRuntimeControl(topology.environment['SLIPWAY_RUNTIME_URL'] ?? '').remove(`${model}@v1`);
    const local = join(topology.stateOf('runtime'), 'models', `${sha256}.gguf`);
    expect(existsSync(local)).toBe(false);

    expect(await slipway('rollback', model, '--to', 'v1', '--reason', 'the first one was best')).toMatch(/v7 → v1, verified/);
    expect(await servedVersion()).toBe('v1');
    expect(await sha256OfFile(local)).toBe(sha256);
  });

  it('has written down every move, and can prove it', async () => {
    expect(await slipway('audit', 'verify', model)).toMatch(/intact/);
    const { periods } = JSON.parse(await slipway('history', model, '--json')) as { periods: { version: string }[] };
    expect(periods.map(({ version }) => version)).toEqual(['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v1']);
  });

  it('has told nobody what it was told in confidence', async () => {
    await slipway('ask', model, `is ${asked} there`);
    const data = new Set((await store.list('datasets/')).filter((key) => key.endsWith('.jsonl')));
    const places = {
      histories: historiesOf(topology.client),
      'logs and state': filesIn(state()),
      metrics: answersOf(topology.metricsUrls),
      registry: objectsOf(store, data),
    };
    for (const [place, readings] of Object.entries(places)) {
      const { looked, leaks } = await searchFor(seeds, readings);
      expect({ place, leaks }).toEqual({ place, leaks: [] });
      expect(looked).toBeGreaterThan(4);
    }
    // The search finds what is there: why it was rolled back is in a history, and the data is kept, where it belongs and nowhere else.
    const reason = { name: 'the reason of the rollback', text: 'the first one was best' };
    expect((await searchFor([reason], historiesOf(topology.client))).leaks).not.toEqual([]);
    const { leaks } = await searchFor(seeds, objectsOf(store));
    const kept = new Set(leaks.map((leak) => leak.split(': ')[1]));
    expect(kept).toEqual(new Set(['a prompt of the training data', 'an answer of the training data']));
  });
});

const pipelineFile = z.looseObject({ evaluate: z.looseObject({ regression: z.looseObject({ suite: z.string() }) }) });
const suiteItem = z.looseObject({ messages: z.array(z.looseObject({ content: z.string() })) });

/** Alerts go to the webhook, and the first item of the suite has a word of its own. */
async function changePipeline(path: string): Promise<void> {
  const spec = pipelineFile.parse(parse(await readFile(path, 'utf8')));
  const [first = '', ...rest] = (await readFile(spec.evaluate.regression.suite, 'utf8')).split('\n');
  const item = suiteItem.parse(JSON.parse(first));
  const messages = item.messages.map((message) => ({ ...message, content: `${message.content} ${tested}` }));
  const suite = written('regression.jsonl');
  await writeFile(suite, [JSON.stringify({ ...item, messages }), ...rest].join('\n'));
  const evaluate = { ...spec.evaluate, regression: { ...spec.evaluate.regression, suite } };
  await writeFile(path, stringify({ ...spec, evaluate, notify: [{ kind: 'webhook', url: 'env:ALERT_WEBHOOK' }] }));
}

function withSecrets({ conversationId, messages: [question, given] }: Ticket, index: number): Ticket {
  const said = index % 4 === 0 ? { ...(JSON.parse(given.content) as object), note: answer } : undefined;
  const content = said === undefined ? given.content : JSON.stringify(said);
  return {
    conversationId,
    messages: [
      { role: 'user', content: `${question.content} ${prompt}` },
      { role: 'assistant', content },
    ],
  };
}

/** What it printed; throws with the rest where it failed. */
async function slipway(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await topology.slipway(args);
  if (exitCode !== 0) throw new Error(`slipway ${args.join(' ')} ended with ${exitCode}: ${stdout}\n${stderr}`);
  return stdout;
}

async function servedVersion(): Promise<string | null> {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: `hello ${asked}` }], max_tokens: 4 });
  const response = await fetch(`${topology.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await response.body?.cancel();
  return response.headers.get('x-slipway-version');
}
