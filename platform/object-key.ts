/** What a key of the object store may be, the same for every adapter, so that a key that works on one store works on all of them. */

const segment = /^[A-Za-z0-9_@-][A-Za-z0-9._@-]*$/;

/** Throws unless the key is made of parts in `[A-Za-z0-9._@-]`, none empty, starting with `.`, or containing `..` or `.@`. */
export function checkKey(key: string): void {
  if (key.split('/').every((part) => segment.test(part) && !part.includes('..') && !part.includes('.@'))) return;
  throw new Error(
    `Expected a key of parts in [A-Za-z0-9._@-] joined by "/", none empty, starting with "." or containing ".." or ".@"; got ${JSON.stringify(key)}.`,
  );
}

/** A prefix is a key cut off anywhere. */
export function checkPrefix(prefix: string): void {
  if (prefix !== '') checkKey(/[/.]$/.test(prefix) ? `${prefix}x` : prefix);
}
