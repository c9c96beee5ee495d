/** Where a member of an archive may be written, by its name and kind alone: inside the folder, once, as a plain file. Pure. */

export interface Member {
  readonly name: string;
  /** As tar-stream tells it; null for a kind that it does not know. */
  readonly type: string | null | undefined;
}

/** The places that an archive's members took so far. */
export interface Places {
  /** Parts of the path below the folder, empty for the folder itself; or why the member is refused. */
  take(member: Member): readonly string[] | { readonly refused: string };
}

const longestPartBytes = 255;
const kinds: Readonly<Record<string, string>> = {
  link: 'a link to another member',
  symlink: 'a symbolic link',
  'character-device': 'a device',
  'block-device': 'a device',
  fifo: 'a pipe',
};

export function createPlaces(): Places {
  /** Lower-case paths: two names that differ in case are one file on many disks. */
  const files = new Set<string>();
  const folders = new Set<string>();
  return {
    take({ name, type }) {
      const isFolder = type === 'directory';
      if (type !== 'file' && !isFolder)
        return { refused: `is ${kinds[type ?? ''] ?? 'of an unknown kind'}; only files and folders are taken` };
      const parts = partsOf(name);
      if ('refused' in parts) return parts;
      if (parts.length === 0) return isFolder ? parts : { refused: 'has no name' };
      const key = keyOf(parts);
      const above = parts.slice(0, -1).map((_, index) => keyOf(parts.slice(0, index + 1)));
      if (files.has(key) || (!isFolder && folders.has(key))) return { refused: 'comes twice' };
      if (above.some((folder) => files.has(folder))) return { refused: 'lies in what is a file' };
      for (const folder of isFolder ? [...above, key] : above) folders.add(folder);
      if (!isFolder) files.add(key);
      return parts;
    },
  };
}

function partsOf(name: string): readonly string[] | { readonly refused: string } {
  if (isUnprintable(name)) return { refused: 'has a name with control characters' };
  if (name.includes('\\')) return { refused: 'has a backslash in its name, which is a separator on Windows' };
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return { refused: 'has an absolute path' };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { refused: 'leads out of the folder by ..' };
  if (parts.some((part) => Buffer.byteLength(part) > longestPartBytes))
    return { refused: `has a name of more than ${longestPartBytes} bytes` };
  return parts;
}

function isUnprintable(name: string): boolean {
  // U+FFFD stands for bytes that are no UTF-8.
  return name.split('').some((unit) => unit < ' ' || unit === '\u007f' || unit === '\ufffd');
}

function keyOf(parts: readonly string[]): string {
  return parts.join('/').normalize('NFC').toLowerCase();
}
