/** Reads which file imports which, from the sources' text: TypeScript 7 has no stable compiler API to ask. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { packageRoot } from '../../platform/package-root.js';

export interface SourceFile {
  /** From the package root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** `type` leaves no trace at run time; `dynamic` is loaded when that line runs. */
  readonly kind: 'value' | 'type' | 'dynamic';
  /** As written. */
  readonly specifier: string;
  /** Path of the file in the repository, without extension; undefined for packages and built-ins. */
  readonly target: string | undefined;
  /** `export * from`. */
  readonly wildcard: boolean;
}

const binding = String.raw`(?:[\w$]+|\*\s+as\s+[\w$]+|\{[^}]*\})`;
const statements = [
  // At the start of a line only: an import in a comment or in a quoted script is indented or starred.
  new RegExp(String.raw`^import\s+(?<type>type\s+)?(?:${binding}(?:\s*,\s*${binding})?\s+from\s+)?['"](?<specifier>[^'"]+)['"]`, 'gm'),
  new RegExp(
    String.raw`^export\s+(?<type>type\s+)?(?:(?<star>\*)(?:\s+as\s+[\w$]+)?|\{[^}]*\})\s+from\s+['"](?<specifier>[^'"]+)['"]`,
    'gm',
  ),
];
const inline = /(?<before>typeof\s+|[:<|&]\s*)?\bimport\(\s*['"](?<specifier>[^'"]+)['"]\s*\)/g;

/** Of the folders that are there: git keeps no empty one. */
export function readSources(folders: readonly string[]): SourceFile[] {
  const root = packageRoot();
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
        .map((entry) => {
          const file = join(entry.parentPath, entry.name);
          const path = relative(root, file).split(sep).join('/');
          const text = readFileSync(file, 'utf8');
          return { path, text, imports: parseImports(path, text) };
        }),
    );
}

export function parseImports(path: string, text: string): Import[] {
  const written = statements
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map(({ groups = {} }) => ({
      kind: groups['type'] === undefined ? ('value' as const) : ('type' as const),
      specifier: groups['specifier'] ?? '',
      wildcard: groups['star'] !== undefined,
    }));
  const called = [...text.matchAll(inline)].map(({ groups = {} }) => ({
    kind: groups['before'] === undefined ? ('dynamic' as const) : ('type' as const),
    specifier: groups['specifier'] ?? '',
    wildcard: false,
  }));
  return [...written, ...called].map((each) => ({ ...each, target: targetOf(path, each.specifier) }));
}

function targetOf(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return join(dirname(path), specifier)
    .split(sep)
    .join('/')
    .replace(/\.(js|tsx?|json)$/, '');
}

/** Every cycle among value imports, as paths without extension; dynamic and type imports cannot deadlock loading. */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(node);
    if (seenAt >= 0) cycles.push([...trail.slice(seenAt), node]);
    if (seenAt >= 0 || done.has(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return cycles;
}
