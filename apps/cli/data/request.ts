/** What `slipway data validate` was asked for, as the library wants it: sources, policy, suites and the version to compare with. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { policyOf } from '../../../catalog/data.js';
import { suiteTexts } from '../../../catalog/evaluators/suite-texts.js';
import { loadModelSpec, loadSpec, modelsIn } from '../../../configs/load.js';
import type { PipelineSpec } from '../../../configs/spec.js';
import { defaultPolicy, profiles, type DatasetPolicy, type Profile } from '../../../dataset/policy.js';
import type { BuildRequest } from '../../../dataset/stage/request.js';
import { readEvaluationFiles } from '../../../dataset/stage/suite-file.js';
import { EvaluationInvalidError } from '../../../evaluation/task.js';
import { openSources } from '../../../platform/open-sources.js';
import type { S3Settings } from '../../../platform/s3-settings.js';
import { UsageError } from '../exit.js';
import { environment } from '../local.js';
import { parentNamed } from './parent.js';

export interface ValidateOptions {
  readonly config?: string;
  readonly profile?: string;
  readonly against?: string;
  readonly eval?: readonly string[];
  readonly out?: string;
}

/** `folder` is for a parent that is fetched. Throws UsageError for what was asked wrongly. */
export async function requestOf(
  source: string | undefined,
  options: ValidateOptions,
  { s3, folder }: { readonly s3: S3Settings; readonly folder: string },
): Promise<Omit<BuildRequest, 'folder' | 'remote' | 'onProgress'>> {
  const profile = profileOf(options.profile);
  const { spec, sources } = await namedBy(source, options.config);
  const policy: DatasetPolicy = { ...(spec === null ? defaultPolicy : policyOf(spec)), profile };
  const evaluations = await readEvaluationFiles(options.eval ?? [], openSources(s3));
  return {
    model: spec?.model ?? null,
    sources,
    parent: options.against === undefined ? null : await parentNamed(options.against, folder),
    policy,
    suites: [...(spec === null ? [] : await suitesOf(spec)), ...evaluations],
    filterSuitePrompts: spec !== null,
  };
}

interface Named {
  readonly spec: PipelineSpec | null;
  readonly sources: readonly string[];
}

async function namedBy(source: string | undefined, config: string | undefined): Promise<Named> {
  if (config !== undefined) {
    const { spec } = await loadSpec(resolve(config));
    return { spec, sources: source === undefined ? spec.data.sources : [source] };
  }
  if (source !== undefined) return (await modelNamed(source)) ?? { spec: null, sources: [source] };
  throw new UsageError({
    what: 'what to read is missing',
    why: 'neither a file nor a pipeline file was named',
    next: 'slipway data validate FILE, or --config FILE.yaml for the sources of a pipeline',
  });
}

/** A name of a model stands for its pipeline file, unless a file of that name is there. */
async function modelNamed(text: string): Promise<Named | null> {
  if (!/^[a-z0-9.-]+$/.test(text) || (await isThere(text))) return null;
  const configs = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(configs);
  if (files?.includes(text) !== true) return null;
  const { spec } = await loadModelSpec(configs, text);
  return { spec, sources: spec.data.sources };
}

async function suitesOf(spec: PipelineSpec): Promise<BuildRequest['suites']> {
  try {
    return await suiteTexts(spec.evaluate);
  } catch (error) {
    if (!(error instanceof EvaluationInvalidError)) throw error;
    throw new UsageError({
      what: `a suite of ${spec.model} cannot be read, and its rows must not be trained on`,
      why: error.message,
      next: 'slipway check',
    });
  }
}

function profileOf(text: string | undefined): Profile {
  const profile = profiles.find((each) => each === (text ?? 'generic'));
  if (profile !== undefined) return profile;
  throw new UsageError({ what: '--profile: unknown profile', why: `got ${JSON.stringify(text)}`, next: `one of ${profiles.join(', ')}` });
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
