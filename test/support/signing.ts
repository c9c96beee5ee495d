/** Keys of their own for each test, and the two ends of a signature. */

import { loadSigningKey, loadVerifyKeys, newKeyPair, type NewKeyPair } from '../../registry/signing-keys.js';
import type { Signer, Verifier } from '../../registry/signing.js';

export interface KeyPairForTest extends NewKeyPair {
  readonly signer: Signer;
  readonly verifier: Verifier;
}

export function aKeyPair(): KeyPairForTest {
  const pair = newKeyPair();
  return { ...pair, signer: signerOf(pair.privatePem), verifier: verifierOf(pair.publicPem) };
}

export function signerOf(pem: string): Signer {
  return loadSigningKey({ setting: 'SLIPWAY_SIGNING_KEY', path: 'signing.pem', pem });
}

/** Several PEM texts make one file. */
export function verifierOf(...pems: readonly string[]): Verifier {
  return loadVerifyKeys({ setting: 'SLIPWAY_VERIFY_KEYS', path: 'verify.pem', pem: pems.join('') });
}
