/** What stands between a store that somebody has changed and the users: every way of being unsigned, in the style of Sigstore's conformance tests. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealed } from '../../registry/dsse.js';
import { registerVersion } from '../../registry/manifests.js';
import { readSignature, signVersion, versionPayloadType } from '../../registry/signing.js';
import { aKeyPair } from '../support/signing.js';
import { aVersionDraft } from '../support/versions.js';
import { at, useStores } from './harness.js';
import {
  bytesOf,
  envelopeKey,
  ggufSha256,
  keys,
  manifestKey,
  model,
  refusal,
  signedVersions,
  strangers,
  tampered,
  verify,
  type Sealed,
} from './signed-versions.js';

const aStore = useStores();

describe('a version is not served', () => {
  it('without a signature, and the refusal names the command', async () => {
    const store = aStore();
    await registerVersion(store, aVersionDraft('ft-1'));
    expect(await readSignature(store, model, 'v1')).toBeUndefined();
    expect(await refusal(verify(store))).toContain('slipway sign triage v1');
  });

  it('without a manifest', async () => {
    const store = tampered(await signedVersions(aStore()), { [manifestKey]: null });
    expect(await refusal(verify(store))).toContain('has no manifest');
  });

  it('when the key that signed it is not trusted', async () => {
    const message = await refusal(verify(await signedVersions(aStore()), aKeyPair().verifier));
    expect(message).toContain(keys.keyId.slice(0, 12));
    expect(message).toContain('SLIPWAY_VERIFY_KEYS');
  });

  it('when its signature is that of another version', async () => {
    const store = await signedVersions(aStore());
    const copied = tampered(store, { [envelopeKey]: await bytesOf(store, 'models/triage/versions/v2.sig.json') });
    expect(await refusal(verify(copied))).toContain('not of the manifest that is stored');
  });

  it('when manifest and signature are both those of another version, or of another model', async () => {
    const store = await signedVersions(aStore());
    const swapped = tampered(store, {
      [manifestKey]: await bytesOf(store, 'models/triage/versions/v2.json'),
      [envelopeKey]: await bytesOf(store, 'models/triage/versions/v2.sig.json'),
    });
    expect(await refusal(verify(swapped))).toContain('that of v2 of triage');
    await registerVersion(store, aVersionDraft('ft-1', { model: 'other' }));
    await signVersion({ store, model: 'other', version: 'v1' }, { signer: keys.signer, actor: 'cli:anna', at });
    const foreign = tampered(store, {
      [manifestKey]: await bytesOf(store, 'models/other/versions/v1.json'),
      [envelopeKey]: await bytesOf(store, 'models/other/versions/v1.sig.json'),
    });
    expect(await refusal(verify(foreign))).toContain('that of v1 of other');
  });

  it('when other bytes are to be served than were signed', async () => {
    expect(await refusal(verify(await signedVersions(aStore()), keys.verifier, 'b'.repeat(64)))).toContain(
      `signed for the SHA-256 ${ggufSha256}`,
    );
  });

  it('when the manifest was changed, also together with the payload', async () => {
    const store = await signedVersions(aStore());
    const manifest = (await bytesOf(store, manifestKey)).toString().replace('"status":"accepted"', '"status":"rejected"');
    expect(await refusal(verify(tampered(store, { [manifestKey]: manifest })))).toContain('not of the manifest');
    const envelope = JSON.parse((await bytesOf(store, envelopeKey)).toString()) as object;
    const forged = JSON.stringify({ ...envelope, payload: Buffer.from(manifest).toString('base64') });
    expect(await refusal(verify(tampered(store, { [manifestKey]: manifest, [envelopeKey]: forged })))).toContain('no trusted key');
  });

  it('when what was signed is something else, by a key that signs other things too', async () => {
    const store = await signedVersions(aStore());
    const manifest = await bytesOf(store, manifestKey);
    const otherType = tampered(store, { [envelopeKey]: sealed(keys.signer, 'application/vnd.in-toto+json', manifest) });
    expect(await refusal(verify(otherType))).toContain('not of the manifest');
    // Type and length of one reading are type and body of another, if lengths were not part of what is signed.
    const confused = sealed(keys.signer, `${versionPayloadType} ${manifest.length}`, Buffer.from(` ${manifest.toString()}`));
    const relabelled = JSON.stringify({
      ...(JSON.parse(confused) as object),
      payloadType: versionPayloadType,
      payload: manifest.toString('base64'),
    });
    expect(await refusal(verify(tampered(store, { [envelopeKey]: relabelled })))).toContain('no trusted key');
  });

  it.each([
    ['an empty list of signatures', (envelope: Sealed) => ({ ...envelope, signatures: [] })],
    [
      'truncated base64',
      (envelope: Sealed) => ({ ...envelope, signatures: envelope.signatures.map((each) => ({ ...each, sig: each.sig.slice(0, -3) })) }),
    ],
    [
      'a signature of 63 bytes',
      (envelope: Sealed) => ({
        ...envelope,
        signatures: envelope.signatures.map((each) => ({ ...each, sig: Buffer.alloc(63).toString('base64') })),
      }),
    ],
    [
      'the key id of a trusted key on the signature of another',
      (envelope: Sealed) => ({ ...envelope, signatures: [{ keyid: keys.keyId, sig: strangers(envelope) }] }),
    ],
    ['one key id twice', (envelope: Sealed) => ({ ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] })],
  ])('with %s', async (_what, change) => {
    const store = await signedVersions(aStore());
    const envelope = JSON.parse((await bytesOf(store, envelopeKey)).toString()) as Sealed;
    expect(await refusal(verify(tampered(store, { [envelopeKey]: JSON.stringify(change(envelope)) })))).toContain(
      'v1 of triage cannot be trusted',
    );
  });

  it('after any one byte of its manifest or its envelope became another', async () => {
    const store = await signedVersions(aStore());
    const [manifest, envelope] = [await bytesOf(store, manifestKey), await bytesOf(store, envelopeKey)];
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (inManifest, place, flip) => {
        const changed = Buffer.from(inManifest ? manifest : envelope);
        const index = place % changed.length;
        changed[index] = (changed[index] ?? 0) ^ flip;
        expect(await refusal(verify(tampered(store, { [inManifest ? manifestKey : envelopeKey]: changed })))).toContain('v1 of triage');
      }),
      { numRuns: 500 },
    );
  });
});
