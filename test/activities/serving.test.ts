import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/activity';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createServingActivities } from '../../activities/serving.js';
import type { ObjectStore, RuntimeControl } from '../../platform/ports.js';
import { registerVersion } from '../../registry/manifests.js';
import { signVersion } from '../../registry/signing.js';
import { at, useStores } from '../registry/harness.js';
import { aResolvedSpec } from '../support/specs.js';
import { aKeyPair } from '../support/signing.js';
import { aVersionDraft } from '../support/versions.js';

const aStore = useStores();
const keys = aKeyPair();
const model = 'triage';

/** A runtime that only says what it was asked: nothing is loaded in these tests. */
function aRuntime(): { readonly asked: string[]; readonly control: RuntimeControl } {
  const asked: string[] = [];
  const refuse = async (verb: string, ref: string): Promise<never> => {
    asked.push(`${verb} ${ref}`);
    throw new Error('the runtime was asked');
  };
  return {
    asked,
    control: {
      put: ({ modelRef }) => refuse('put', modelRef),
      get: (modelRef) => refuse('get', modelRef),
      list: () => refuse('list', ''),
      remove: (modelRef) => refuse('remove', modelRef),
    },
  };
}

/** Stages v1 as a release (with its spec) or a rollback (without) does. */
async function stage(
  store: ObjectStore,
  { kind, ...deps }: Pick<ActivityDependencies, 'production' | 'verifier'> & { readonly kind: 'release' | 'rollback' },
): Promise<unknown> {
  const { artifact } = aVersionDraft('ft-1');
  const { stageModel } = createServingActivities({ store, ...deps } as ActivityDependencies);
  const question = { model, served: { version: 'v1', artifact }, resolved: kind === 'release' ? aResolvedSpec() : null };
  const quiet = { logger: new DefaultLogger('ERROR') };
  return new MockActivityEnvironment({}, quiet).run(stageModel, question).catch((error: unknown) => error);
}

async function aRegistered(): Promise<ObjectStore> {
  const store = aStore();
  await registerVersion(store, aVersionDraft('ft-1'));
  return store;
}

describe.each(['release', 'rollback'] as const)('staging for a %s where keys are configured', (kind) => {
  it('refuses for good what is not signed, before the runtime is asked for anything', async () => {
    const { asked, control } = aRuntime();
    const failure = await stage(await aRegistered(), { production: control, verifier: keys.verifier, kind });
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: 'SignatureInvalid',
      nonRetryable: true,
      message: expect.stringMatching(/not signed.*slipway sign triage v1/) as string,
    });
    expect(asked).toEqual([]);
  });

  it('goes on with what a trusted key signed', async () => {
    const store = await aRegistered();
    await signVersion({ store, model, version: 'v1' }, { signer: keys.signer, actor: 'run:ft-1', at });
    const { asked, control } = aRuntime();
    const failure = await stage(store, { production: control, verifier: keys.verifier, kind });
    expect(String(failure)).toContain('the runtime was asked');
    expect(asked).toEqual(['put triage@v1']);
  });

  it('asks again when the store is away, which says nothing about a signature', async () => {
    const away: ObjectStore = { ...(await aRegistered()), read: async () => Promise.reject(new Error('connect ECONNREFUSED')) };
    const failure = await stage(away, { production: aRuntime().control, verifier: keys.verifier, kind });
    expect(failure).not.toBeInstanceOf(ApplicationFailure);
    expect(String(failure)).toContain('ECONNREFUSED');
  });
});

it('staging without keys takes an unsigned version', async () => {
  const { asked, control } = aRuntime();
  await stage(await aRegistered(), { production: control, verifier: null, kind: 'release' });
  expect(asked).toEqual(['put triage@v1']);
});
