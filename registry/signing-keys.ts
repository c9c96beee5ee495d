/** Ed25519 keys as PEM files hold them. What a key may be is decided here, before anything is signed or trusted. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, verify, type KeyObject } from 'node:crypto';
import { ExplainedError } from '../domain/explained-error.js';
import type { Signer, Verifier } from './dsse.js';

/** A key file cannot be used; a process that is told to sign or to verify does not go on without. */
export class KeyRefusedError extends ExplainedError {
  override readonly name = 'KeyRefusedError';
}

export interface KeyFile {
  /** As people set it, such as `SLIPWAY_SIGNING_KEY`. */
  readonly setting: string;
  readonly path: string;
  readonly pem: string;
}

const makeOne = 'make a pair with: slipway keys new --out DIR';

/** The one private key of the file. Throws KeyRefusedError for anything but an Ed25519 key that is not encrypted. */
export function loadSigningKey(file: KeyFile): Signer {
  const blocks = blocksIn(file);
  const [block] = blocks;
  if (blocks.length !== 1 || block === undefined) throw refused(file, `expected one private key, found ${blocks.length} PEM blocks`);
  if (/PUBLIC KEY|CERTIFICATE/.test(block.label)) throw refused(file, `expected a private key, found a ${block.label.toLowerCase()}`);
  if (/ENCRYPTED/.test(block.label) || /^Proc-Type: .*ENCRYPTED/m.test(block.text)) {
    const decrypt = `decrypt it with openssl pkey -in ${file.path} -out KEY.pem, keep that file readable by its owner only`;
    throw refused(file, 'expected a key that is not encrypted: nobody is there to type its password', decrypt);
  }
  const key = parsed(file, () => createPrivateKey(block.text));
  return { keyId: keyIdOf(createPublicKey(key)), sign: (message) => sign(null, message, key) };
}

/** All public keys of the file. Throws KeyRefusedError when there is none, or one that is no Ed25519 public key. */
export function loadVerifyKeys(file: KeyFile): Verifier {
  const blocks = blocksIn(file);
  if (blocks.length === 0) throw refused(file, 'expected at least one public key, found none');
  const keys = new Map<string, KeyObject>();
  for (const { label, text } of blocks) {
    // The public key could be derived, but where it is trusted the private one must not be.
    if (label !== 'PUBLIC KEY') throw refused(file, `expected PUBLIC KEY blocks only, found ${label}`);
    const key = parsed(file, () => createPublicKey(text));
    keys.set(keyIdOf(key), key);
  }
  return {
    keyIds: [...keys.keys()],
    isSignedBy(keyId, message, signature) {
      const key = keys.get(keyId);
      return key !== undefined && verify(null, message, key, signature);
    },
  };
}

/** Throws KeyRefusedError where a process would refuse to serve what it signs itself. */
export function requireTrusted(signer: Signer | null, verifier: Verifier | null): void {
  if (signer === null || verifier === null || verifier.keyIds.includes(signer.keyId)) return;
  throw new KeyRefusedError({
    what: 'versions signed here would be refused here',
    why: `SLIPWAY_SIGNING_KEY is key ${signer.keyId.slice(0, 12)}, which SLIPWAY_VERIFY_KEYS does not hold`,
    next: 'append its public key to the file that SLIPWAY_VERIFY_KEYS names; a new key goes there first',
  });
}

export interface NewKeyPair {
  readonly keyId: string;
  readonly privatePem: string;
  readonly publicPem: string;
}

export function newKeyPair(): NewKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    keyId: keyIdOf(publicKey),
    privatePem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function keyIdOf(publicKey: KeyObject): string {
  return hash('sha256', publicKey.export({ format: 'der', type: 'spki' }));
}

interface Block {
  readonly label: string;
  readonly text: string;
}

/** A block that was cut off must not pass for one that was never there. */
function blocksIn(file: KeyFile): Block[] {
  const blocks = [...file.pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g)];
  if (blocks.length !== file.pem.split('-----BEGIN').length - 1) throw refused(file, 'a PEM block in it is cut off');
  return blocks.map(([text, label = '']) => ({ label, text }));
}

function parsed(file: KeyFile, parse: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = parse();
  } catch {
    // What OpenSSL says of a key that it cannot read helps nobody, and never belongs into a log.
    throw refused(file, 'expected an Ed25519 key in PEM, found something that cannot be read as a key');
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw refused(file, `expected an Ed25519 key, found ${key.asymmetricKeyType ?? 'another kind'}`);
}

function refused({ setting, path }: KeyFile, why: string, next: string = makeOne): KeyRefusedError {
  return new KeyRefusedError({ what: `${setting}: ${path} cannot be used`, why, next });
}
