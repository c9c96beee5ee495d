/** Whether the command line and the files of an import fit each other, before anything large is moved. */

import { basename } from 'node:path';
import { sha256OfFile } from '../../../gguf/digest.js';
import { UsageError } from '../exit.js';
import type { FoundSource } from './source.js';

export interface Wanted {
  /** Folder of the model that an adapter was trained on. */
  readonly base: string | undefined;
  /** Null where it was not asked for. */
  readonly contextTokens: number | null;
}

/** Throws UsageError. */
export function wantedContext(text: string | undefined): number | null {
  if (text === undefined) return null;
  const tokens = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (tokens >= 64 && tokens <= 1_048_576) return tokens;
  throw new UsageError({
    what: '--context: expected a whole number from 64 to 1048576',
    why: `got ${JSON.stringify(text.slice(0, 40))}`,
    next: 'slipway import --help',
  });
}

/** Throws UsageError for what does not fit. */
export async function checkFit(source: FoundSource, { base, contextTokens }: Wanted): Promise<void> {
  if (source.kind === 'lora' && base === undefined) {
    throw new UsageError({
      what: '--base is missing',
      why: 'a LoRA adapter is served merged with the model that it was trained on',
      next: 'give the folder of that model: --base FOLDER',
    });
  }
  if (source.kind !== 'lora' && base !== undefined) {
    throw new UsageError({ what: '--base is for LoRA adapters', why: 'this model is whole', next: 'leave --base out' });
  }
  const madeFor = source.kind === 'lora' ? null : source.madeForTokens;
  if (contextTokens !== null && madeFor !== null && contextTokens > madeFor) {
    throw new UsageError({
      what: `--context: expected at most ${madeFor}, which the model was made for`,
      why: `got ${contextTokens}`,
      next: 'ask for less, or leave it out',
    });
  }
  if (source.kind === 'gguf' && source.manifest !== null) await checkDigest(source.path, source.manifest.ggufSha256);
}

async function checkDigest(path: string, expected: string): Promise<void> {
  const sha256 = await sha256OfFile(path);
  if (sha256 === expected) return;
  throw new UsageError({
    what: `${basename(path)}: expected SHA-256 ${expected}, as manifest.json beside it says`,
    why: `got ${sha256}: one of the two was changed`,
    next: 'export the version again, or import the .gguf alone',
  });
}

/** What a bundle was run with elsewhere; null where it does not say, or says more than the model was made for. */
export function contextBeside(source: FoundSource): number | null {
  if (source.kind !== 'gguf') return null;
  const said = source.manifest?.contextTokens ?? source.modelfile?.contextTokens ?? null;
  return said !== null && said >= 1 && said <= source.madeForTokens ? said : null;
}

/** What of the files has no effect here, in sentences. */
export function notesOn(source: FoundSource): string[] {
  if (source.kind !== 'gguf' || source.modelfile === null || source.modelfile.unused.length === 0) return [];
  return [
    `not used of its Modelfile: ${source.modelfile.unused.join(', ')}; the chat template is the GGUF's own, and requests say the rest`,
  ];
}
