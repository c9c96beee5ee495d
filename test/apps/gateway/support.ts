/** A gateway on free ports with scriptable inference servers behind it, for the tests of the data path and the control API. */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../apps/gateway/clock.js';
import { serveGateway, type Gateway, type GatewayOptions } from '../../../apps/gateway/serve.js';
import type { Arm, ArmCounters, AnswerCheck, RouteArm } from '../../../domain/route.js';
import type { RunningModel, RuntimeControl, TrafficRouter } from '../../../platform/ports.js';
import { createTrafficRouter } from '../../../platform/traffic-router.js';

export interface Upstream {
  readonly address: string;
  readonly bodies: string[];
  readonly headers: IncomingHttpHeaders[];
  /** Requests that are neither answered nor broken off. */
  readonly open: () => number;
}

type Answerer = (response: ServerResponse, request: IncomingMessage) => void;

/** An HTTP server in the place of an inference process. */
export async function startUpstream(answer: Answerer = say('{"intent":"billing"}')): Promise<Upstream> {
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let open = 0;
  const server = createServer((incoming, response) => {
    open += 1;
    response.once('close', () => (open -= 1));
    void text(incoming).then((body) => {
      bodies.push(body);
      headers.push(incoming.headers);
      answer(response, incoming);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port');
  return {
    address: `http://127.0.0.1:${address.port}`,
    bodies,
    headers,
    open: () => open,
  };
}

/** A plain chat completion with this content. */
export function say(content: string): Answerer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content } }] }));
  };
}

export function streamChunk(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
}

/** The same as server-sent events, a piece each. */
export function stream(pieces: readonly string[]): Answerer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of pieces) response.write(streamChunk(piece));
    response.end('data: [DONE]\n\n');
  };
}

export interface TestRuntime extends RuntimeControl {
  readonly addresses: Map<string, string>;
  asked: number;
}

export function aRuntime(addresses: Record<string, string>): TestRuntime {
  const runtime: TestRuntime = {
    addresses: new Map(Object.entries(addresses)),
    asked: 0,
    list: async () => {
      runtime.asked += 1;
      return [...runtime.addresses].map(([modelRef, address]) => aRunningModel(modelRef, address));
    },
    get: async () => undefined,
    put: async () => Promise.reject(new Error('the gateway never starts models')),
    remove: async () => Promise.reject(new Error('the gateway never stops models')),
  };
  return runtime;
}

export function aRunningModel(modelRef: string, address: string | null): RunningModel {
  return {
    modelRef,
    ggufSha256: 'a'.repeat(64),
    state: address === null ? 'starting' : 'ready',
    address,
    pid: 1,
    restarts: 0,
    lastError: null,
  };
}

export interface TestClock extends Clock {
  /** Time goes by. */
  pass(milliseconds: number): void;
  /** Somebody sets the wall's clock. */
  setWall(milliseconds: number): void;
}

export const dayMs = 24 * 3600_000;

export function aClock(wallMs = Date.UTC(2026, 10, 21), steadyMs = 5_000): TestClock {
  return {
    wallMs: () => wallMs,
    steadyMs: () => steadyMs,
    pass(milliseconds) {
      wallMs += milliseconds;
      steadyMs += milliseconds;
    },
    setWall: (milliseconds) => void (wallMs = milliseconds),
  };
}

export interface TestGateway extends Gateway {
  readonly router: TrafficRouter;
  readonly stateFile: string;
}

/** In a folder that goes away with the test. */
export function aStateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'routes.json');
}

export async function startTestGateway(runtime: RuntimeControl, options: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const stateFile = options.stateFile ?? aStateFile();
  const gateway = await serveGateway({ port: 0, controlPort: 0, logger: pino({ level: 'silent' }), ...options, stateFile }, runtime);
  onTestFinished(() => gateway.close());
  return { ...gateway, stateFile, router: createTrafficRouter(gateway.controlUrl) };
}

export const model = 'support-triage';

/** `v1` champion and `v2` candidate, as the modelRefs `v1` and `v2`. */
export function arms(weights: Partial<Record<Arm, number>>): RouteArm[] {
  return Object.entries(weights).map(([arm, weightPercent]) => {
    const version = arm === 'candidate' ? 'v2' : 'v1';
    return { arm: arm as Arm, version, modelRef: version, weightPercent };
  });
}

export interface Traffic {
  readonly weights: Partial<Record<Arm, number>>;
  readonly answerChecks?: readonly AnswerCheck[];
  readonly leaseSeconds?: number | null;
  readonly owner?: string;
}

/** Claims (again) and sets. */
export async function serve(router: TrafficRouter, { weights, answerChecks = [], leaseSeconds = null, owner = 'rollout/1' }: Traffic) {
  const { ownerEpoch } = await router.claim(model, owner);
  return router.setTraffic({ model, ownerEpoch, arms: arms(weights), answerChecks, splitSalt: 'salt', leaseSeconds });
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export async function chat(url: string, body: unknown = { model, messages: [] }, headers: Record<string, string> = {}): Promise<Reply> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await request(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: sent,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: reply.statusCode, headers: reply.headers, text: await reply.body.text() };
}

export async function countersOf(router: TrafficRouter, arm: Arm): Promise<ArmCounters> {
  const counters = (await router.stats(model)).arms.find((entry) => entry.arm === arm);
  if (counters === undefined) throw new Error(`no counters of ${arm}`);
  return counters;
}
