/** A model that was made elsewhere becomes a version: merged and packaged where it has to be, verified as every other, and registered as a candidate. */

import { setCurrentDetails } from '@temporalio/workflow';
import type { RunContext } from '../activities/interface.js';
import { mergeAdapter, packageModel, registerImport, resolveSpec, verifyImport } from './activity-options.js';
import type { ImportedVersion, ImportRequest, ImportSource } from './contract.js';

export interface ImportVersionInput extends ImportRequest {
  readonly model: string;
  readonly importId: string;
}

/** Touches no traffic and no head of production, so it needs no admission and may go on beside a run. */
export async function importVersion({ model, importId, ...request }: ImportVersionInput): Promise<ImportedVersion> {
  const tell = (text: string): void =>
    setCurrentDetails(
      [`### ${model}: import of ${request.from}`, `Asked for by ${request.identity}: ${request.reason}`, text].join('\n\n'),
    );
  // Its pipeline file says how it is quantized and how long its context is, as for a version that is trained.
  const context: RunContext = { model, runId: importId, resolved: await resolveSpec(model) };
  const { source } = request;
  const packaged = source.kind === 'gguf' ? await verified(context, source, tell) : await packagedFrom(context, source, tell);

  tell(`registering ${packaged.gguf.sha256.slice(0, 12)}`);
  const imported = await registerImport({ ...context, request, ...packaged });
  tell(`**${imported.version}**: a candidate. Its lineage is unknown, and that its data did not hold the tests is unproven.`);
  return imported;
}

type Packaged = Pick<Parameters<typeof registerImport>[0], 'gguf' | 'report' | 'packaging' | 'merged'>;

type SourceOf<Kind extends ImportSource['kind']> = Extract<ImportSource, { readonly kind: Kind }>;

async function verified({ model, runId }: RunContext, { gguf }: SourceOf<'gguf'>, tell: (text: string) => void): Promise<Packaged> {
  tell('checking the file, and loading it');
  return { gguf, ...(await verifyImport({ model, importId: runId, gguf })), merged: null };
}

async function packagedFrom(
  context: RunContext,
  source: SourceOf<'huggingface' | 'lora'>,
  tell: (text: string) => void,
): Promise<Packaged> {
  const { model, runId: importId } = context;
  if (source.kind === 'lora') tell(`merging the adapter with ${source.baseModel.name}`);
  const merged =
    source.kind === 'lora' ? await mergeAdapter({ model, importId, adapter: source.adapter, base: source.base }) : source.folder;
  tell('converting and quantizing');
  const { artifact, report, packaging } = await packageModel({ ...context, merged });
  return { gguf: artifact.gguf, report, packaging: packaging ?? null, merged };
}
