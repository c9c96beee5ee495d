/** References that travel through Temporal in place of bytes: a key in the object store and the digest of what is there. */

export interface ArtifactRef {
  /** Key in the object store. */
  readonly key: string;
  /** Lower-case hex SHA-256 of the bytes under `key`. */
  readonly sha256: string;
  readonly bytes: number;
}

/** One exactly identified set of weights, servable: what a gate judges and a route serves. */
export interface ModelArtifact {
  readonly gguf: ArtifactRef;
  readonly contextTokens: number;
}

/** An immutable dataset version. The trainer is given `train` and `validation` only. */
export interface DatasetRef {
  /** `sha256` of the canonical manifest; doubles as the version's name. */
  readonly version: string;
  readonly manifest: ArtifactRef;
  readonly train: ArtifactRef;
  readonly validation: ArtifactRef;
  /** Held-out rows that are new in this version. */
  readonly heldOut: ArtifactRef;
  /** Held-out rows of all earlier versions; null in a first version. */
  readonly anchor: ArtifactRef | null;
}
