/**
 * What may be removed of a model's artifacts and data, and why; what is kept, and why. Pure, over a listing: nothing that was accepted or
 * ever deployed loses what it is served, audited or made again by, and what cannot be told is kept.
 */

import type { ArtifactRef } from '../domain/artifact.js';
import { millisecondsOf } from '../domain/duration.js';
import type { Standing } from './lifecycle.js';
import type { VersionManifest } from './manifest.js';

/** As `retention` in the pipeline file: durations such as `30d`. */
export interface RetentionPolicy {
  readonly rejected: string;
  readonly unreferenced: string;
  readonly merged: string;
}

export interface VersionLife {
  readonly manifest: VersionManifest;
  readonly standing: Standing | undefined;
  /** Named by a head, as what serves or as what served before it, or was in staging or production at any time. */
  readonly wasDeployed: boolean;
}

/** Something that a record refers to, and how long it must stay. */
export interface Part {
  readonly ref: Pick<ArtifactRef, 'key' | 'sha256'>;
  /** `v3`, `run ft-2026-11-21-001`. */
  readonly holder: string;
  readonly what: string;
  /** Milliseconds of time; null: for ever. */
  readonly until: number | null;
  /** Why it may go then; why it stays, where it does. */
  readonly why: string;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** ISO 8601, by the store's clock. */
  readonly modifiedAt: string;
}

export interface RetentionDecision {
  readonly removed: readonly (ListedObject & Reason)[];
  readonly kept: readonly (ListedObject & Reason)[];
  /** What must stay and is not there, by the record that names it. */
  readonly missing: readonly (Reason & { readonly key: string })[];
}

export interface Reason {
  /** `v3`; null where nothing refers to it. */
  readonly holder: string | null;
  readonly what: string;
  readonly why: string;
}

/** Every artifact that a version's record names, with how long it must stay. Folders are named by their list; their files stay as long. */
export function partsOf({ manifest, standing, wasDeployed }: VersionLife, policy: RetentionPolicy): Part[] {
  const { version, status, createdAt, adapter, merged, artifact, dataset, evaluation, packaging } = manifest;
  const isExpendable = status === 'rejected' && !wasDeployed;
  const stays = {
    holder: version,
    until: null,
    why: isExpendable ? 'tells why it was rejected' : 'an accepted or deployed version stays whole',
  };
  const goes = {
    holder: version,
    until: Date.parse(createdAt) + millisecondsOf(policy.rejected),
    why: `rejected more than ${policy.rejected} ago`,
  };
  const weights = isExpendable ? goes : stays;
  const named = (what: string, ref: ArtifactRef | null, term: typeof stays | typeof goes): Part[] =>
    ref === null ? [] : [{ ref, what, ...term }];
  const data = dataset === null ? [] : [dataset.manifest, dataset.train, dataset.validation, dataset.heldOut, dataset.anchor];
  return [
    ...named('GGUF', artifact.gguf, weights),
    ...named('adapter', adapter, weights),
    ...named('merged weights', merged, isExpendable ? goes : (mergedTerm({ manifest, standing, wasDeployed }, policy) ?? stays)),
    ...data.flatMap((ref) => named('data', ref, weights)),
    ...named('evidence', evaluation?.evidence ?? null, stays),
    ...named('chat template', packaging?.chatTemplate ?? null, stays),
  ];
}

/** Merged weights are what the GGUF was made from; base and adapter give them again. Undefined while they must stay. */
function mergedTerm({ manifest, standing }: VersionLife, policy: RetentionPolicy): Omit<Part, 'ref' | 'what'> | undefined {
  const rests = standing?.state === 'archived' || standing?.state === 'rolled-back';
  if (!rests || manifest.adapter === null) return undefined;
  const until = Date.parse(standing.since) + millisecondsOf(policy.merged);
  return { holder: manifest.version, until, why: `serves no more since more than ${policy.merged}; adapter and GGUF stay` };
}

export interface RetentionQuestion {
  /** All that can be removed at all. */
  readonly objects: readonly ListedObject[];
  /** Of all records. */
  readonly parts: readonly Part[];
  readonly policy: RetentionPolicy;
  /** Milliseconds of time. */
  readonly now: number;
}

/** An object goes when every record that names it lets it go, or when none does and it is old enough. */
export function decideRetention({ objects, parts, policy, now }: RetentionQuestion): RetentionDecision {
  const partsByKey = groupedByKey(parts);
  const isKept = ({ until }: Part): boolean => until === null || until > now;
  const removed: (ListedObject & Reason)[] = [];
  const kept: (ListedObject & Reason)[] = [];
  for (const object of objects) {
    const holders = partsByKey.get(object.key) ?? [];
    const keeper = holders.find(isKept);
    if (keeper !== undefined) kept.push({ ...object, ...reasonOf(keeper, now) });
    else if (holders[0] !== undefined) removed.push({ ...object, ...reasonOf(holders[0], now) });
    else (isOld(object, policy, now) ? removed : kept).push({ ...object, ...unreferenced(object, policy, now) });
  }
  const present = new Set(objects.map(({ key }) => key));
  const missing = [...partsByKey].flatMap(([key, holders]) => {
    const keeper = present.has(key) ? undefined : holders.find(({ until }) => until === null);
    return keeper === undefined ? [] : [{ key, ...reasonOf(keeper, now) }];
  });
  return { removed, kept, missing };
}

function groupedByKey(parts: readonly Part[]): Map<string, Part[]> {
  const grouped = new Map<string, Part[]>();
  for (const part of parts) grouped.set(part.ref.key, [...(grouped.get(part.ref.key) ?? []), part]);
  return grouped;
}

function reasonOf({ holder, what, why, until }: Part, now: number): Reason {
  const isFuture = until !== null && until > now;
  return { holder, what, why: isFuture ? `may go from ${new Date(until).toISOString().slice(0, 10)} on` : why };
}

function unreferenced(object: ListedObject, policy: RetentionPolicy, now: number): Reason {
  const why = isOld(object, policy, now)
    ? `nothing refers to it, and it is older than ${policy.unreferenced}`
    : `younger than ${policy.unreferenced}`;
  return { holder: null, what: 'unreferenced', why };
}

/** An object whose time cannot be read is not old. */
function isOld({ modifiedAt }: ListedObject, policy: RetentionPolicy, now: number): boolean {
  return now - Date.parse(modifiedAt) >= millisecondsOf(policy.unreferenced);
}
