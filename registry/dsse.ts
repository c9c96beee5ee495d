/** DSSE envelopes (https://github.com/secure-systems-lab/dsse): a text, and who signed exactly these bytes. Apart from what is signed, because any DSSE tool reads them. */

import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.js';

export interface Envelope {
  /** Base64 of the signed bytes. */
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  readonly keyid: string;
  readonly sig: string;
}

/** Makes signatures with one private key. */
export interface Signer {
  /** SHA-256 of the public key's SPKI DER, in hex. */
  readonly keyId: string;
  sign(message: Buffer): Buffer;
}

/** Knows the public keys that are trusted; several while one replaces another. */
export interface Verifier {
  readonly keyIds: readonly string[];
  /** False for a key that is not trusted, whatever the signature. */
  isSignedBy(keyId: string, message: Buffer, signature: Buffer): boolean;
}

/** The reference implementation also takes the URL-safe alphabet and sloppy ends. Here one text stands for one content, so no character can change unseen. */
const base64 = z
  .base64()
  .min(1)
  .refine((text) => Buffer.from(text, 'base64').toString('base64') === text, 'expected base64 in its one canonical form');

const schema: z.ZodType<Envelope> = z.strictObject({
  payload: base64,
  payloadType: z.string(),
  signatures: z
    .array(z.strictObject({ keyid: z.string().min(1), sig: base64 }))
    .min(1, 'expected a signature, found none')
    // Two signatures that claim one key would leave open which of them is meant.
    .refine((list) => new Set(list.map(({ keyid }) => keyid)).size === list.length, 'expected each key id once'),
});

/**
 * What is signed in the place of the bytes: the pre-authentication encoding of DSSE version 1. Lengths are of bytes and come first, so
 * that no type and body can be cut in another way.
 */
export function preAuthEncoding(payloadType: string, body: Buffer): Buffer {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${body.length} `), body]);
}

/** The envelope's own bytes. Ed25519 has no randomness: the same bytes and key give the same envelope. */
export function sealed(signer: Signer, payloadType: string, body: Buffer): string {
  const sig = signer.sign(preAuthEncoding(payloadType, body)).toString('base64');
  return canonicalJson({ payload: body.toString('base64'), payloadType, signatures: [{ keyid: signer.keyId, sig }] });
}

/** The envelope, or in words what is wrong with it. */
export function parseEnvelope(bytes: Buffer): Envelope | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { problem: 'it is no JSON' };
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : { problem: z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ') };
}

/** Those of the envelope's keys that are trusted and signed exactly this type and body. */
export function signedBy(verifier: Verifier, { payload, payloadType, signatures }: Envelope): string[] {
  const message = preAuthEncoding(payloadType, Buffer.from(payload, 'base64'));
  return signatures.filter(({ keyid, sig }) => verifier.isSignedBy(keyid, message, Buffer.from(sig, 'base64'))).map(({ keyid }) => keyid);
}
