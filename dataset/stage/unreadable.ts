/** Data of which nothing can be taken: a bad path, a changed file, two schemas in one file. Not a finding about examples, so there is no report of any. */

export class DataUnreadableError extends Error {
  override readonly name: string = 'DataUnreadableError';
}

const names = new Set(['DataUnreadableError', 'MixedSchemasError', 'SourceInvalidError', 'FileChangedError', 'SourceChangedError']);

/** Of the sources as they are: another attempt would find the same, or what nobody had meant. By name, because threads and adapters pass errors on. */
export function isOfTheData(error: unknown): error is Error {
  return error instanceof Error && names.has(error.name);
}
