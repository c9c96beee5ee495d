/** Every command by its name: what `slipway --help` lists. A command's own file is loaded only when it is asked for, because help must not wait for Temporal's client. */

import type { Command } from 'commander';

export interface CommandEntry {
  readonly name: string;
  /** As the list of commands shows it. */
  readonly summary: string;
  readonly group: string;
  /** Adds arguments, options, examples and the action. */
  load(): Promise<(command: Command) => void>;
}

const begin = 'Begin:';
const runs = 'Runs:';
const look = 'Look:';
const operate = 'Operate:';

export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'write a pipeline file, suites and a compose file for your data',
    group: begin,
    load: async () => (await import('./init.js')).configureInit,
  },
  {
    name: 'demo',
    summary: 'the whole loop on this machine: releases, a rejection, a live failure, rollbacks',
    group: begin,
    load: async () => (await import('./demo.js')).configureDemo,
  },
  {
    name: 'check',
    summary: 'read a pipeline file: mistakes, and what it leaves unprotected',
    group: begin,
    load: async () => (await import('./check.js')).configureCheck,
  },
  { name: 'data', summary: 'look at training data', group: begin, load: async () => (await import('./data.js')).configureData },
  {
    name: 'digest',
    summary: 'print the SHA-256 that names a model folder',
    group: begin,
    load: async () => (await import('./digest.js')).configureDigest,
  },
  {
    name: 'up',
    summary: 'run everything on this machine: Temporal, runtimes, gateway, worker',
    group: begin,
    load: async () => (await import('./up.js')).configureUp,
  },
  { name: 'run', summary: 'retrain and release a model now', group: runs, load: async () => (await import('./run.js')).configureRun },
  {
    name: 'approve',
    summary: 'answer a run that waits for a person',
    group: runs,
    load: async () => (await import('./approve.js')).configureApprove,
  },
  {
    name: 'cancel',
    summary: 'end a run before its time; production stays as it is',
    group: runs,
    load: async () => (await import('./cancel.js')).configureCancel,
  },
  {
    name: 'ask',
    summary: 'send one request through the gateway and show who answered',
    group: runs,
    load: async () => (await import('./ask.js')).configureAsk,
  },
  {
    name: 'traffic',
    summary: 'send practice traffic through the gateway on this machine',
    group: runs,
    load: async () => (await import('./traffic.js')).configureTraffic,
  },
  {
    name: 'rollback',
    summary: 'serve an earlier version again',
    group: runs,
    load: async () => (await import('./rollback.js')).configureRollback,
  },
  {
    name: 'promote',
    summary: 'release an existing version, judged anew',
    group: runs,
    load: async () => (await import('./promote.js')).configurePromote,
  },
  {
    name: 'import',
    summary: 'make a model that was made elsewhere a version',
    group: runs,
    load: async () => (await import('./import.js')).configureImport,
  },
  {
    name: 'reproduce',
    summary: 'make a version again from its records, and compare',
    group: runs,
    load: async () => (await import('./reproduce.js')).configureReproduce,
  },
  {
    name: 'status',
    summary: 'what serves, what runs and why',
    group: look,
    load: async () => (await import('./status.js')).configureStatus,
  },
  {
    name: 'watch',
    summary: 'follow a run live: stage, loss, verdicts, weights, next look',
    group: look,
    load: async () => (await import('./watch.js')).configureWatch,
  },
  {
    name: 'report',
    summary: 'the report of a run as one page',
    group: look,
    load: async () => (await import('./report.js')).configureReport,
  },
  {
    name: 'versions',
    summary: 'list the versions of a model',
    group: look,
    load: async () => (await import('./versions.js')).configureVersions,
  },
  {
    name: 'show',
    summary: 'the whole record of a version, or its model card',
    group: look,
    load: async () => (await import('./show.js')).configureShow,
  },
  {
    name: 'history',
    summary: 'who served when, put there by whom and why',
    group: look,
    load: async () => (await import('./history.js')).configureHistory,
  },
  {
    name: 'diff',
    summary: 'what differs between two versions: data, recipe, scores, size',
    group: look,
    load: async () => (await import('./diff.js')).configureDiff,
  },
  {
    name: 'why',
    summary: 'why a version serves, or why a run ended as it did',
    group: look,
    load: async () => (await import('./why.js')).configureWhy,
  },
  {
    name: 'audit',
    summary: 'prove the log of every decision, or export it',
    group: look,
    load: async () => (await import('./audit.js')).configureAudit,
  },
  {
    name: 'export',
    summary: 'a version as files: for Ollama, or as an OCI image layout',
    group: look,
    load: async () => (await import('./export.js')).configureExport,
  },
  {
    name: 'keys',
    summary: 'make the keys that versions are signed and verified with',
    group: operate,
    load: async () => (await import('./keys.js')).configureKeys,
  },
  {
    name: 'sign',
    summary: 'vouch for versions that are not signed yet',
    group: operate,
    load: async () => (await import('./sign.js')).configureSign,
  },
  {
    name: 'gc',
    summary: 'free the room of what retention lets go',
    group: operate,
    load: async () => (await import('./gc.js')).configureGc,
  },
  {
    name: 'doctor',
    summary: 'examine this machine: what is needed, what is there, what installs the rest',
    group: operate,
    load: async () => (await import('./doctor.js')).configureDoctor,
  },
  {
    name: 'tools',
    summary: 'install optional parts by name, each with what it costs',
    group: operate,
    load: async () => (await import('./tools.js')).configureTools,
  },
  {
    name: 'completion',
    summary: 'print a completion script for your shell',
    group: operate,
    load: async () => (await import('./completion.js')).configureCompletion,
  },
  {
    name: 'worker',
    summary: 'perform the work of some task queues, until stopped',
    group: operate,
    load: async () => (await import('./worker.js')).configureWorker,
  },
  {
    name: 'gateway',
    summary: 'serve models to users by alias, split over versions',
    group: operate,
    load: async () => (await import('./gateway.js')).configureGateway,
  },
  {
    name: 'runtime',
    summary: 'supervise the inference processes of this host',
    group: operate,
    load: async () => (await import('./runtime.js')).configureRuntime,
  },
];
