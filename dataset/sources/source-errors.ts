/** What can be wrong with a file of examples as a whole. What is wrong with single lines is told line by line. */

/** No line of the file can be read, however often it is tried: a header without names, a broken Parquet file, a compression that is not known. */
export class SourceInvalidError extends Error {
  override readonly name = 'SourceInvalidError';
}

/** A local file is no longer what it was when it was found; what was read of it is no state that it ever had. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';

  constructor(path: string) {
    super(`Expected ${path} to rest while it is read, found it changed. Write it elsewhere and move it there when it is complete.`);
  }
}
