/** What Slipway needs of the outside world, as types. Adapters beside this file; nobody else does I/O on outside systems. */

import type { Route, RouteChange, TrafficStats } from '../domain/route.js';

export interface StoredObject {
  readonly body: Buffer;
  /** Opaque; changes with every successful `swap`. */
  readonly etag: string;
}

/** Create-once objects and compare-and-set heads. Keys are `/`-separated, `[A-Za-z0-9._@/-]`, never with `..`. */
export interface ObjectStore {
  /** The object, or undefined when there is none. */
  read(key: string): Promise<StoredObject | undefined>;
  /** Writes only if nothing is there. True when this call wrote it, false when it already existed (whatever its bytes). */
  create(key: string, body: Buffer | string): Promise<boolean>;
  /** Replaces what `read` returned with this etag (null: only if absent). The new etag, or undefined when somebody was faster. */
  swap(key: string, etag: string | null, body: Buffer | string): Promise<string | undefined>;
  /** As `create`, for large files; the object appears complete or not at all. */
  createFromFile(key: string, path: string): Promise<boolean>;
  /** Copies the object to `path`, complete or not at all. Throws when there is none. */
  readToFile(key: string, path: string): Promise<void>;
  /** Keys under the prefix, sorted. */
  list(prefix: string): Promise<string[]>;
  /** Size of the object and when it was last written; undefined when there is none. */
  stat(key: string): Promise<StoredStat | undefined>;
  /** "Already gone" is success. For retention alone: whatever anything still refers to is never removed. */
  remove(key: string): Promise<void>;
}

export interface StoredStat {
  readonly bytes: number;
  /** ISO 8601, by the store's own clock. */
  readonly modifiedAt: string;
}

/** A file of examples somewhere, pinned to the bytes that it had when it was found. */
export interface SourceObject {
  /** `s3://bucket/key`. */
  readonly uri: string;
  readonly bytes: number;
  /** VersionId where the bucket keeps versions, else ETag. */
  readonly pin: string;
}

/** Files of examples that are not on this machine. */
export interface SourceStore {
  /** A file, a folder (`s3://bucket/folder/`, not its folders) or a pattern with `*` in its last part; sorted. Throws, in words for people, when there is nothing or no permission. */
  list(uri: string): Promise<SourceObject[]>;
  /**
   * Bytes from an offset on, up to `to` (exclusive; left out: to the end), of exactly the pinned object; throws SourceChangedError when that
   * is gone. Broken connections are taken up again where they broke.
   */
  read(object: SourceObject, from: number, to?: number): AsyncIterable<Buffer>;
}

/** The gateway's control API: four verbs on who serves a model. */
export interface TrafficRouter {
  route(model: string): Promise<Route | undefined>;
  /** Idempotent on (owner): the first claim raises the epoch, a repeated one by the same owner returns it. */
  claim(model: string, owner: string): Promise<Route>;
  /** Throws SupersededError when a newer owner holds the route. Idempotent: the same change twice is one revision. */
  setTraffic(change: RouteChange): Promise<Route>;
  /** Cumulative counters since the gateway process `startId` began. */
  stats(model: string): Promise<TrafficStats>;
}

/** A source is no longer what it was when it was found; what was read of it is no state that it ever had. */
export class SourceChangedError extends Error {
  override readonly name = 'SourceChangedError';
}

/** A newer owner holds the route; retrying can never succeed. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
}

export interface WantedModel {
  /** `support-triage@v12`, or by digest before registration. */
  readonly modelRef: string;
  readonly ggufKey: string;
  readonly ggufSha256: string;
  readonly contextTokens: number;
  /** Requests decoded at once. Evaluation uses 1: results repeat only then. */
  readonly parallel: number;
}

export interface RunningModel {
  readonly modelRef: string;
  readonly ggufSha256: string;
  readonly state: 'starting' | 'ready' | 'failed';
  /** `http://127.0.0.1:PORT` of an OpenAI-compatible server; null until ready. */
  readonly address: string | null;
  readonly pid: number | null;
  readonly restarts: number;
  readonly lastError: string | null;
}

/** The supervisor of inference processes of one host. "Already so" is success for every call. */
export interface RuntimeControl {
  put(wanted: WantedModel): Promise<RunningModel>;
  get(modelRef: string): Promise<RunningModel | undefined>;
  list(): Promise<RunningModel[]>;
  remove(modelRef: string): Promise<void>;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface InferenceAnswer {
  readonly text: string;
  readonly milliseconds: number;
  readonly completionTokens: number;
}

/** One greedy, uncached completion. Throws when the server does not answer with a completion. */
export type Infer = (messages: readonly ChatMessage[], maxTokens: number) => Promise<InferenceAnswer>;

export interface Alert {
  readonly model: string;
  readonly runId: string;
  readonly stage: string;
  readonly outcome: string;
  readonly reason: string;
  readonly nextStep: string;
}

export interface Notifier {
  /** To the log, and to each `env:NAME` webhook. Once per key: a repeated key is not sent again to where it arrived. */
  notify(key: string, message: { readonly webhooks: readonly string[]; readonly alert: Alert }): Promise<void>;
}

export interface ChildProcess {
  readonly pid: number;
  /** When it began, in the kernel's own ticks. With the pid it names one process; null where the system does not say (no /proc). */
  readonly startTicks: string | null;
}

/** Starts programs with argument lists, in a process group of their own. */
export interface ProcessRunner {
  /** Runs to the end. Rejects never on a non-zero exit: the caller reads `exitCode` or `signal`. */
  run(command: ProcessCommand): Promise<ProcessResult>;
  /** Starts and returns; output goes to `command.logFile`. */
  start(command: ProcessCommand & { readonly logFile: string }): Promise<ChildProcess>;
  /** With `startTicks` of a record: false when the pid was given to another process since. */
  isAlive(pid: number, startTicks?: string | null): boolean;
  /**
   * SIGTERM to the group, SIGKILL after `graceMilliseconds`; resolves when the group is gone. "Already gone" is success; with
   * `startTicks` of a record, so is a pid that was given to another process since.
   */
  stopGroup(pid: number, graceMilliseconds: number, startTicks?: string | null): Promise<void>;
}

export interface ProcessCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds?: number;
  readonly signal?: AbortSignal;
}

export interface ProcessResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Last 16 KiB of each. */
  readonly stdout: string;
  readonly stderr: string;
}
