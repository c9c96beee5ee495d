import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyRefusedError, loadSigningKey, loadVerifyKeys, newKeyPair, requireTrusted } from '../../registry/signing-keys.js';
import { aKeyPair } from '../support/signing.js';

const pkcs8 = { format: 'pem', type: 'pkcs8' } as const;
const spki = { format: 'pem', type: 'spki' } as const;
const ours = newKeyPair();
const ed25519 = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const password = { cipher: 'aes-256-cbc', passphrase: 'correct horse' };
const encrypted = ed25519.privateKey.export({ ...pkcs8, ...password }).toString();
const encryptedTheOldWay = rsa.privateKey.export({ format: 'pem', type: 'pkcs1', ...password }).toString();

function refusalOf(load: () => unknown): KeyRefusedError['explanation'] {
  try {
    load();
  } catch (error) {
    if (error instanceof KeyRefusedError) return error.explanation;
    throw error;
  }
  throw new Error('expected the key to be refused');
}

const signing = (pem: string) => () => loadSigningKey({ setting: 'SLIPWAY_SIGNING_KEY', path: '/keys/signing.pem', pem });
const verifying = (pem: string) => () => loadVerifyKeys({ setting: 'SLIPWAY_VERIFY_KEYS', path: '/keys/verify.pem', pem });

describe('keys', () => {
  it('of a new pair belong together, by the digest of the public one', () => {
    const message = Buffer.from('anything');
    const signer = signing(ours.privatePem)();
    const verifier = verifying(ours.publicPem)();
    expect(signer.keyId).toBe(ours.keyId);
    expect(verifier.keyIds).toEqual([ours.keyId]);
    expect(verifier.isSignedBy(ours.keyId, message, signer.sign(message))).toBe(true);
    expect(verifier.isSignedBy(ours.keyId, Buffer.from('another'), signer.sign(message))).toBe(false);
    expect(newKeyPair().keyId).not.toBe(ours.keyId);
  });

  it('may be several in one file, with words between them, and one that is there twice counts once', () => {
    const other = newKeyPair();
    const pem = `# since May\n${ours.publicPem}\n# until December\n${other.publicPem}${ours.publicPem}`;
    expect(verifying(pem)().keyIds).toEqual([ours.keyId, other.keyId]);
  });
});

describe('a file for signing', () => {
  it.each([
    ['an RSA key', rsa.privateKey.export(pkcs8).toString(), 'expected an Ed25519 key, found rsa'],
    ['a key of another curve', curve.privateKey.export(pkcs8).toString(), 'found ec'],
    ['an encrypted key', encrypted, 'not encrypted'],
    ['a key encrypted the old way', encryptedTheOldWay, 'not encrypted'],
    ['the public key', ours.publicPem, 'expected a private key, found a public key'],
    ['both keys', ours.privatePem + ours.publicPem, 'expected one private key, found 2'],
    ['nothing', '', 'expected one private key, found 0'],
    ['a key that was cut off', ours.privatePem.slice(0, 60), 'cut off'],
    ['a damaged key', ours.privatePem.replace(/\n..../, '\nAAAA'), 'cannot be read as a key'],
  ])('with %s is refused', (_what, pem, why) => {
    const explanation = refusalOf(signing(pem));
    expect(explanation).toMatchObject({
      what: 'SLIPWAY_SIGNING_KEY: /keys/signing.pem cannot be used',
      why: expect.stringContaining(why) as string,
      next: expect.stringMatching(/slipway keys new|openssl pkey/) as string,
    });
  });

  it('never tells what is in it', () => {
    const body = ours.privatePem.split('\n')[1] ?? '';
    const told = JSON.stringify(refusalOf(signing(ours.privatePem.replace('-----END', 'x\n-----END'))));
    expect(body).toHaveLength(64);
    expect(told).not.toContain(body.slice(20, 30));
  });
});

describe('a file to verify by', () => {
  it.each([
    ['a private key, which must not lie there', ours.privatePem, 'found PRIVATE KEY'],
    ['a good key and a private one', ours.publicPem + ours.privatePem, 'found PRIVATE KEY'],
    ['an RSA key beside a good one', ours.publicPem + rsa.publicKey.export(spki).toString(), 'found rsa'],
    ['no key', 'ssh-ed25519 AAAA', 'expected at least one public key'],
    ['a second key that was cut off', ours.publicPem + ours.publicPem.slice(0, 50), 'cut off'],
    ['a first key that was cut off', ours.publicPem.slice(0, 50) + ours.publicPem, 'cut off'],
  ])('with %s is refused', (_what, pem, why) => {
    expect(refusalOf(verifying(pem)).why).toContain(why);
  });
});

describe('a process that signs and verifies', () => {
  it('must trust its own key, which therefore goes to those who verify first', () => {
    const [pair, others] = [aKeyPair(), aKeyPair()];
    requireTrusted(pair.signer, pair.verifier);
    requireTrusted(pair.signer, null);
    requireTrusted(null, others.verifier);
    expect(refusalOf(() => requireTrusted(pair.signer, others.verifier)).next).toContain('append its public key');
  });
});
