import { describe, expect, it } from 'vitest';
import { listAudit } from '../../registry/audit.js';
import { sealed } from '../../registry/dsse.js';
import { listVersions, registerVersion } from '../../registry/manifests.js';
import { readSignature, SignatureInvalidError, versionPayloadType } from '../../registry/signing.js';
import { aKeyPair, verifierOf } from '../support/signing.js';
import { aVersionDraft } from '../support/versions.js';
import { useStores } from './harness.js';
import { bytesOf, envelopeKey, forgedFor, keys, manifestKey, model, sign, signedVersions, tampered, verify } from './signed-versions.js';

const aStore = useStores();

describe('a signed version', () => {
  it('is served, by the old key and by the new one while both are trusted', async () => {
    const store = await signedVersions(aStore());
    expect(await verify(store)).toBe(keys.keyId);
    expect(await verify(store, verifierOf(aKeyPair().publicPem, keys.publicPem))).toBe(keys.keyId);
    expect(await readSignature(store, model, 'v1')).toEqual({ keyIds: [keys.keyId], coversManifest: true });
  });

  it('is signed once however often and by whom it is asked, and the audit says once by which key', async () => {
    const store = await signedVersions(aStore());
    const before = await bytesOf(store, envelopeKey);
    expect(await sign(store)).toEqual({ keyIds: [keys.keyId], isNew: false });
    expect(await sign(store, 'v1', aKeyPair())).toEqual({ keyIds: [keys.keyId], isNew: false });
    expect(await bytesOf(store, envelopeKey)).toEqual(before);
    const entries = (await listAudit(store, model)).filter(({ action }) => action === 'version-signed');
    expect(entries).toMatchObject([
      { subject: 'v1', actor: 'cli:anna', details: { keyIds: [keys.keyId] } },
      { subject: 'v2', actor: 'cli:anna', details: { keyIds: [keys.keyId] } },
    ]);
  });

  it('has one envelope although two workers sign it at once', async () => {
    const store = aStore();
    await registerVersion(store, aVersionDraft('ft-1'));
    const others = aKeyPair();
    const answers = await Promise.all([sign(store), sign(store, 'v1', others)]);
    expect(answers[0].keyIds).toEqual(answers[1].keyIds);
    expect(await verify(store, verifierOf(keys.publicPem, others.publicPem))).toBe(answers[0].keyIds[0]);
  });

  it('changes nothing about the list of versions', async () => {
    const store = await signedVersions(aStore());
    expect((await listVersions(store, model)).map(({ version }) => version)).toEqual(['v1', 'v2']);
    expect(await registerVersion(store, aVersionDraft('ft-3'))).toMatchObject({ version: 'v3' });
  });
});

describe('signing', () => {
  it('refuses a manifest that lies under the name of another version', async () => {
    const store = await signedVersions(aStore());
    const swapped = tampered(store, { 'models/triage/versions/v2.json': await bytesOf(store, manifestKey) });
    await expect(sign(swapped, 'v2')).rejects.toThrow('that of v1 of triage');
  });

  it.each([
    ['is of another manifest', (body: Buffer) => sealed(keys.signer, versionPayloadType, Buffer.concat([body, Buffer.from(' ')]))],
    ['cannot be read', () => 'nothing'],
    ['claims this key and was not made with it', (body: Buffer) => forgedFor(body)],
  ])('refuses where an envelope is in the way that %s', async (_what, envelope) => {
    const store = aStore();
    await registerVersion(store, aVersionDraft('ft-1'));
    await store.create(envelopeKey, envelope(await bytesOf(store, manifestKey)));
    await expect(sign(store)).rejects.toBeInstanceOf(SignatureInvalidError);
  });
});
