/** How a candidate's chat template differs from the champion's, for a person to see: it decides what every prompt becomes, and no gate can judge that. */

import { join } from 'node:path';
import { log } from '@temporalio/activity';
import { diffLines, createTwoFilesPatch } from 'diff';
import type { ArtifactRef } from '../domain/artifact.js';
import type { ChatTemplateChange } from '../domain/chat-template.js';
import { countText } from '../domain/figures.js';
import { ArtifactInvalidError } from '../gguf/artifact-invalid.js';
import { inspectGguf } from '../gguf/inspect.js';
import * as artifacts from '../registry/artifacts.js';
import { readVersion } from '../registry/manifests.js';
import { fetchBytes, storeText } from './artifacts.js';
import type { ActivityDependencies } from './dependencies.js';
import type { PackagingActivities } from './interface.js';

type Question = Parameters<PackagingActivities['diffChatTemplate']>[0];

/** It travels through workflow history and is shown in a narrow column; the artifact has all of it. */
const longestExcerpt = 2_000;

/** Null when both say the same. A champion's template that cannot be known counts as another: then all of the candidate's is new. */
export async function diffChatTemplate(deps: ActivityDependencies, question: Question, folder: string): Promise<ChatTemplateChange | null> {
  const before = await championTemplate(deps, question, folder);
  const after = await textOf(deps, question.candidate);
  if (before === after) return null;
  const { version } = question.champion;
  const names = [`${version}${before === null ? ' (unknown)' : ''}`, question.runId] as const;
  const patch = createTwoFilesPatch(...names, before ?? '', after, undefined, undefined, { context: 3 });
  return {
    diff: await storeText(deps.store, question.model, patch),
    excerpt: patch.length > longestExcerpt ? `${patch.slice(0, longestExcerpt - 1)}…` : patch,
    summary: before === null ? `that of ${version} is unknown` : summaryOf(before, after),
  };
}

/** By its record, else from its file. Null when neither can tell. */
async function championTemplate(deps: ActivityDependencies, { model, champion }: Question, folder: string): Promise<string | null> {
  const manifest = await readVersion(deps.store, model, champion.version);
  if (manifest !== undefined && manifest.packaging !== null) return await textOf(deps, manifest.packaging.chatTemplate);
  try {
    const path = await artifacts.fetchFile(deps.store, champion.artifact.gguf, join(folder, 'champion.gguf'));
    return inspectGguf(path).chatTemplate ?? '';
  } catch (error) {
    // Only what no other attempt can mend: a store that is away now is asked again.
    if (!(error instanceof artifacts.ArtifactDamagedError || error instanceof ArtifactInvalidError)) throw error;
    log.warn('the chat template of the champion cannot be read; it counts as changed', { model, champion: champion.version, error });
    return null;
  }
}

/** A file without a template says what one with an empty template says. */
async function textOf({ store }: ActivityDependencies, template: ArtifactRef | null): Promise<string> {
  return template === null ? '' : (await fetchBytes(store, template)).toString('utf8');
}

function summaryOf(before: string, after: string): string {
  const count = (parts: ReturnType<typeof diffLines>): number => parts.reduce((total, { count: lines }) => total + lines, 0);
  const changes = diffLines(before, after);
  const added = count(changes.filter((part) => part.added));
  const removed = count(changes.filter((part) => part.removed));
  return `${countText(added, 'line')} added, ${removed} removed`;
}
