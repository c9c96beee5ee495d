import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvelope, preAuthEncoding, sealed, signedBy, type Envelope } from '../../registry/dsse.js';
import { aKeyPair, verifierOf } from '../support/signing.js';

const keys = aKeyPair();
const type = 'application/vnd.example+json';

function open(bytes: string): Envelope {
  const envelope = parseEnvelope(Buffer.from(bytes));
  if ('problem' in envelope) throw new Error(envelope.problem);
  return envelope;
}

function problemOf(change: (envelope: Envelope) => unknown): unknown {
  return parseEnvelope(Buffer.from(JSON.stringify(change(open(sealed(keys.signer, type, Buffer.from('{}')))))));
}

describe('the pre-authentication encoding', () => {
  it('is that of the test vector of the specification', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('counts bytes, not characters', () => {
    expect(preAuthEncoding('ä', Buffer.from('€')).toString()).toBe('DSSEv1 2 ä 3 €');
  });

  it('is different for different types and bodies, wherever the line between them is drawn', () => {
    const text = fc.string({ unit: fc.constantFrom(' ', '1', '2', 'a', 'DSSEv1') });
    fc.assert(
      fc.property(fc.tuple(text, text), fc.tuple(text, text), ([typeA, bodyA], [typeB, bodyB]) => {
        fc.pre(typeA !== typeB || bodyA !== bodyB);
        const [first, second] = [preAuthEncoding(typeA, Buffer.from(bodyA)), preAuthEncoding(typeB, Buffer.from(bodyB))];
        expect(first.equals(second)).toBe(false);
      }),
    );
  });
});

describe('an envelope', () => {
  it('tells which trusted key signed it', () => {
    const envelope = open(sealed(keys.signer, type, Buffer.from('{"a":1}')));
    expect(signedBy(verifierOf(aKeyPair().publicPem, keys.publicPem), envelope)).toEqual([keys.keyId]);
    expect(signedBy(aKeyPair().verifier, envelope)).toEqual([]);
  });

  it('does not count for another type, for which the same bytes would mean something else', () => {
    const envelope = open(sealed(keys.signer, type, Buffer.from('{}')));
    expect(signedBy(keys.verifier, { ...envelope, payloadType: 'application/vnd.other+json' })).toEqual([]);
  });

  it('does not count with a signature of the bare bytes', () => {
    const body = Buffer.from('{}');
    const signature = { keyid: keys.keyId, sig: keys.signer.sign(body).toString('base64') };
    expect(signedBy(keys.verifier, { payload: body.toString('base64'), payloadType: type, signatures: [signature] })).toEqual([]);
  });

  it('counts by a trusted key beside one that nobody knows', () => {
    const other = open(sealed(aKeyPair().signer, type, Buffer.from('{}')));
    const ours = open(sealed(keys.signer, type, Buffer.from('{}')));
    expect(signedBy(keys.verifier, { ...ours, signatures: [...other.signatures, ...ours.signatures] })).toEqual([keys.keyId]);
  });

  it.each<{ what: string; change: (envelope: Envelope) => unknown; problem: RegExp }>([
    { what: 'an empty list of signatures', change: (envelope) => ({ ...envelope, signatures: [] }), problem: /expected a signature/ },
    { what: 'no list of signatures', change: ({ payload, payloadType }) => ({ payload, payloadType }), problem: /signatures/ },
    {
      what: 'one key id twice',
      change: (envelope) => ({ ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] }),
      problem: /each key id once/,
    },
    {
      what: 'a signature without a key id',
      change: (envelope) => ({ ...envelope, signatures: envelope.signatures.map(({ sig }) => ({ sig })) }),
      problem: /keyid/,
    },
    { what: 'truncated base64', change: (envelope) => ({ ...envelope, payload: envelope.payload.slice(0, -1) }), problem: /payload/ },
    { what: 'base64 with a sloppy end', change: (envelope) => ({ ...envelope, payload: 'e31=' }), problem: /canonical/ },
    { what: 'the URL-safe alphabet', change: (envelope) => ({ ...envelope, payload: '-_-_' }), problem: /payload/ },
    { what: 'no payload', change: (envelope) => ({ ...envelope, payload: '' }), problem: /payload/ },
    { what: 'a key that it should not have', change: (envelope) => ({ ...envelope, cert: 'x' }), problem: /cert/ },
    { what: 'a list in its place', change: (envelope) => [envelope], problem: /object/ },
  ])('with $what is refused', ({ change, problem }) => {
    expect(problemOf(change)).toMatchObject({ problem: expect.stringMatching(problem) as string });
  });

  it('that is no JSON is refused', () => {
    expect(parseEnvelope(Buffer.from('{"payload":'))).toEqual({ problem: 'it is no JSON' });
  });
});
