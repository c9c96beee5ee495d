/** The registry's artifacts as activities use them: what is damaged in the store fails for good, because no retry mends it. */

import type { ArtifactRef } from '../domain/artifact.js';
import type { ObjectStore } from '../platform/ports.js';
import * as artifacts from '../registry/artifacts.js';
import { withFailureTypes } from './failure.js';

export { storeFile, storeFolder, storeJson, storeText } from '../registry/artifacts.js';

/** Throws ArtifactInvalid when the bytes are not those that the reference names. */
export function fetchFile(store: ObjectStore, ref: ArtifactRef, path: string): Promise<string> {
  return withFailureTypes(() => artifacts.fetchFile(store, ref, path), path);
}

/** As `fetchFile`, for what fits into memory. */
export function fetchBytes(store: ObjectStore, ref: ArtifactRef): Promise<Buffer> {
  return withFailureTypes(() => artifacts.fetchBytes(store, ref));
}

export function fetchJson(store: ObjectStore, ref: ArtifactRef): Promise<unknown> {
  return withFailureTypes(() => artifacts.fetchJson(store, ref));
}

/** What is in a stored folder, by path. */
export function filesOf(store: ObjectStore, ref: ArtifactRef): ReturnType<typeof artifacts.filesOf> {
  return withFailureTypes(() => artifacts.filesOf(store, ref));
}

export function fetchFolder(store: ObjectStore, ref: ArtifactRef, folder: string): Promise<string> {
  return withFailureTypes(() => artifacts.fetchFolder(store, ref, folder), folder);
}
