/** A chat request as bytes: which model it asks for, whose it is, and the same bytes with the model replaced and the runtime's private fields cut out. */

import { decodeString, mapObject, type JsonMember } from './json-members.js';
import { RequestRefused } from './refusal.js';

export interface ChatBody {
  readonly model: string;
  /** OpenAI's `user` field. */
  readonly user: string | undefined;
  /** All bytes as they came, except the value of `model` and the private fields. */
  forModel(modelRef: string): Buffer;
}

/**
 * Fields of llama.cpp's server that steer what requests share: the prefix cache (answers depend on neighbours), adapters
 * (another model than the one released) and slots (somebody else's place). They are ours to set, never the client's.
 */
const privateFields: ReadonlySet<string> = new Set(['cache_prompt', 'lora', 'id_slot']);

const quote = 0x22;

/** Throws `RequestRefused` (400) where two parsers could read different models out of the same bytes. */
export function readChatBody(body: Buffer): ChatBody {
  const { members, innerStart, innerEnd } = mapOrRefuse(body);
  const model = onlyModel(members, body);
  const kept = members.filter((member) => !privateFields.has(folded(member.key)));
  return {
    model: decodeString(body, model.valueStart, model.valueEnd),
    user: textOf(members, body, 'user'),
    forModel(modelRef) {
      const parts: Buffer[] = [body.subarray(0, innerStart)];
      for (const member of kept) {
        if (parts.length > 1) parts.push(Buffer.from(','));
        if (member !== model) parts.push(body.subarray(member.spanStart, member.spanEnd));
        else
          parts.push(
            body.subarray(member.spanStart, member.valueStart),
            Buffer.from(JSON.stringify(modelRef)),
            body.subarray(member.valueEnd, member.spanEnd),
          );
      }
      parts.push(body.subarray(innerEnd));
      return Buffer.concat(parts);
    },
  };
}

function mapOrRefuse(body: Buffer): ReturnType<typeof mapObject> {
  try {
    return mapObject(body);
  } catch (error) {
    throw new RequestRefused(
      400,
      'invalid_json',
      `the body must be one JSON object: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Go's decoder (Ollama) matches keys whatever their case and lets the last one win, others take the first:
 * `{"model":"a","MODEL":"b"}` means two things, so it is refused rather than interpreted.
 */
function onlyModel(members: readonly JsonMember[], body: Buffer): JsonMember {
  const named = members.filter((member) => folded(member.key) === 'model');
  const [first] = named;
  if (first === undefined) throw new RequestRefused(400, 'model_missing', 'the body must name a "model" at its top level');
  const written = body.toString('latin1', first.spanStart, first.valueStart);
  if (named.length > 1 || !written.includes('"model"')) {
    throw new RequestRefused(400, 'model_ambiguous', 'the key "model" must appear exactly once, in lower case and without escapes');
  }
  if (body[first.valueStart] !== quote) throw new RequestRefused(400, 'model_not_text', 'the value of "model" must be a string');
  return first;
}

function textOf(members: readonly JsonMember[], body: Buffer, key: string): string | undefined {
  const member = members.find((entry) => entry.key === key);
  return member === undefined || body[member.valueStart] !== quote ? undefined : decodeString(body, member.valueStart, member.valueEnd);
}

/** Upper case first: it also folds U+017F (long s), which Go takes for an s; lower case then folds U+212A (Kelvin), taken for a k. */
function folded(key: string): string {
  return key.toUpperCase().toLowerCase();
}
