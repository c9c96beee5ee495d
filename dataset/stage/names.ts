/** Gives equal texts one small number, so that a record holds four bytes for a label. */

import { noName } from './facts.js';
import { nameKinds, type NameKind } from './segments.js';

/** A label is a word, a shape a list of fields; what is longer than this is cut, which can only merge two of them. */
const longestName = 2_000;

export interface Names {
  /** `noName` for null. */
  index(kind: NameKind, text: string | null): number;
  tables(): Record<NameKind, readonly string[]>;
}

export function createNames(): Names {
  const tables = new Map(nameKinds.map((kind) => [kind, new Map<string, number>()] as const));
  return {
    index: (kind, text) => {
      if (text === null) return noName;
      const table = tables.get(kind);
      const known = table?.get(text);
      if (known !== undefined || table === undefined) return known ?? noName;
      const cut = text.slice(0, longestName);
      const index = table.get(cut) ?? table.size;
      table.set(cut, index);
      return index;
    },
    tables: () => {
      const namesOf = (kind: NameKind): string[] => [...(tables.get(kind)?.keys() ?? [])];
      return {
        label: namesOf('label'),
        source: namesOf('source'),
        roles: namesOf('roles'),
        tools: namesOf('tools'),
        task: namesOf('task'),
        shape: namesOf('shape'),
      };
    },
  };
}
