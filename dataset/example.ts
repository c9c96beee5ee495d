/** One training example in the one form that every later step knows, whatever schema its line had; and what is known about it beside its content. */

/** Keys in sorted order, as the parser makes them: `JSON.stringify` of an example is then its canonical JSON. */
export interface Example {
  readonly messages: readonly Message[];
  /** Declared functions, each with keys sorted at every depth. */
  readonly tools?: readonly ToolDefinition[];
}

export type Role = 'system' | 'user' | 'assistant' | 'tool';

export interface Message {
  /** Null only for an assistant that calls tools. Text parts of OpenAI's content arrays are joined without a separator. */
  readonly content: string | null;
  readonly name?: string;
  readonly role: Role;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly ToolCall[];
  /** 0: not trained on. */
  readonly weight?: 0 | 1;
}

export interface ToolCall {
  /** `arguments` is JSON text, canonical (sorted keys). */
  readonly function: { readonly arguments: string; readonly name: string };
  readonly id: string;
  readonly type: 'function';
}

export interface ToolDefinition {
  readonly function: {
    readonly description?: string;
    readonly name: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly strict?: boolean;
  };
  readonly type: 'function';
}

export const schemaNames = ['messages', 'conversations', 'prompt-completion', 'input-output', 'instruction', 'text'] as const;

export type SchemaName = (typeof schemaNames)[number];

/** What a line says about its example beside the content. Nothing of it is trained on. */
export interface About {
  readonly schema: SchemaName;
  /** Value of `heldOut.groupBy`; null where the line has none. */
  readonly group: string | null;
  /** By `labelPath` in the answer, else by a key such as `label` or `category` beside the content; null where there is none. */
  readonly label: string | null;
  /** Value of the key `source` beside the content, at the top or in `metadata`. */
  readonly source: string | null;
  /** A person's rating from 0 (worst) to 1, from a key such as `rating` or `score`; null where there is none. */
  readonly rating: number | null;
  /** Milliseconds since 1970 of `heldOut.timeKey`; null where there is none. */
  readonly at: number | null;
  /**
   * Fields of the line with their types, as `name:type` sorted and joined by `\n`, one level into `metadata` (`metadata.source:string`).
   * Types: string, number, boolean, array, object; `missing` for null and for the empty text.
   */
  readonly shape: string;
}
