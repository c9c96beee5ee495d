/** A file with examples of two schemas: nobody knows which of them was meant, so nothing of it is taken. */

import type { SchemaName } from '../example.js';
import { DataUnreadableError } from './unreadable.js';

export class MixedSchemasError extends DataUnreadableError {
  override readonly name = 'MixedSchemasError';

  constructor(file: string, line: number, { first, other }: { readonly first: SchemaName | null; readonly other: SchemaName }) {
    super(
      `Expected one schema in ${file}, found ${first ?? 'none'} before and ${other} at line ${line}. Put the examples of each schema into a file of its own.`,
    );
  }
}
