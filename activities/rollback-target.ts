/** Where a rollback goes, and whether an adoption may: read when it is asked for, and refused with the reason where it may not. */

import { versionNumber } from '../domain/model-version.js';
import { readEvidence } from '../registry/evidence.js';
import { hasServed, readHead, type Head } from '../registry/heads.js';
import { readVersion, type VersionManifest } from '../registry/manifests.js';
import type { ObjectStore } from '../platform/ports.js';
import type { ServedVersion } from '../workflows/contract.js';
import type { ActivityDependencies } from './dependencies.js';
import type { RegistryActivities } from './interface.js';

type Question = Parameters<RegistryActivities['resolveRollback']>[0];
type Target = { readonly target: ServedVersion } | { readonly refused: string };

const environment = 'production';

export async function resolveRollback({ store }: ActivityDependencies, question: Question): Promise<Target> {
  const { model, to, adopt = false } = question;
  const head = await readHead(store, model, environment);
  if (adopt) return adoptionOf(store, question, head);
  if (head === undefined) return { refused: `no version of ${model} has been released yet` };
  const wanted = to ?? ((await isInCanary(store, question, head)) ? head.version : head.previous?.version);
  if (wanted === undefined) return { refused: `${head.version} is the first release of ${model}; there is no earlier version` };
  const found = await readWanted(store, model, wanted);
  if ('refused' in found) return found;
  const { status } = found;
  if (status === 'rejected') return { refused: `${wanted} was rejected by its gates and never served; choose an accepted version` };
  // Nothing has judged it, and nobody has seen it serve: going back to it would be a release without any proof.
  if (status === 'candidate' && !hasServed(head, wanted)) {
    return {
      refused: `${wanted} was imported and has never served, so there is no way back to it; release it with: slipway promote ${model} ${wanted}`,
    };
  }
  return targetOf(found);
}

/** A person vouches for what was made by hand, once and by its name; what a run has made goes by its gates and its canary. */
async function adoptionOf(store: ObjectStore, { model, to }: Question, head: Head | undefined): Promise<Target> {
  if (to === null) return { refused: 'expected the version that is to become the champion, got none' };
  const found = await readWanted(store, model, to);
  if ('refused' in found) return found;
  if (head?.version === to) return { refused: `${to} is the champion of ${model} already` };
  if (found.origin === 'imported' && found.status === 'candidate') return targetOf(found);
  return {
    refused: `${to} was not imported as a candidate, and only such a version becomes the champion by hand; release it through its gates`,
  };
}

async function readWanted(store: ObjectStore, model: string, wanted: string): Promise<VersionManifest | { readonly refused: string }> {
  if (versionNumber(wanted) === undefined) return { refused: `expected a version such as v3, got "${wanted}"` };
  const manifest = await readVersion(store, model, wanted);
  return manifest ?? { refused: `${model} has no ${wanted}; list its versions with: slipway versions ${model}` };
}

function targetOf({ version, artifact }: VersionManifest): Target {
  return { target: { version, artifact } };
}

/** Then the head is the champion, and back means away from the candidate. The first look is taken when it gets its first users. */
async function isInCanary(store: ObjectStore, { model, activeRunId }: Question, head: Head): Promise<boolean> {
  if (activeRunId === null || head.runId === activeRunId) return false;
  return (await readEvidence(store, { model, rolloutId: activeRunId }, 1)) !== undefined;
}
