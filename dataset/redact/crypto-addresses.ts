/** Addresses of wallets with a right checksum: Bitcoin (base58check, bech32, bech32m) and Ethereum (EIP-55 where cases are mixed). */

import { createHash } from 'node:crypto';
import { words, type Findings } from './findings.js';
import { keccak256 } from './keccak.js';
import type { Survey } from './survey.js';

export function findCryptoAddresses(survey: Survey, findings: Findings): void {
  for (let token = 0; token < survey.tokenStarts.count; token += 1) {
    const start = survey.tokenStarts.at(token);
    const end = survey.tokenEnds.at(token);
    const value = valueOf(survey.text, start, end);
    if (value !== undefined) findings.claim({ kind: 'crypto', word: words.crypto, start, end, value });
  }
}

function valueOf(text: string, start: number, end: number): string | undefined {
  const first = text.charAt(start);
  const length = end - start;
  const token = (): string => text.slice(start, end);
  if (first === '0' && length === 42) return isEthereum(token()) ? token().toLowerCase() : undefined;
  if ((first === '1' || first === '3') && length >= 26 && length <= 35) return isBase58Check(token()) ? token() : undefined;
  if ((first === 'b' || first === 'B') && length >= 14 && length <= 74) return isBech32(token()) ? token().toLowerCase() : undefined;
  return undefined;
}

/** https://eips.ethereum.org/EIPS/eip-55: a letter is upper-case where the hash has 8 or more. */
function isEthereum(address: string): boolean {
  if (!/^0x[\da-fA-F]{40}$/.test(address)) return false;
  const digits = address.slice(2);
  const lower = digits.toLowerCase();
  if (digits === lower || digits === digits.toUpperCase()) return true;
  const hash = keccak256(Buffer.from(lower));
  for (let at = 0; at < digits.length; at += 1) {
    const upper = Number.parseInt(hash.charAt(at), 16) >= 8;
    if (digits.charAt(at) !== (upper ? lower.charAt(at).toUpperCase() : lower.charAt(at))) return false;
  }
  return true;
}

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const decodedBytes = 25;

/** A version byte, 20 bytes, and the first four of the doubled SHA-256 of both. */
function isBase58Check(address: string): boolean {
  const bytes = Buffer.alloc(decodedBytes);
  for (const character of address) {
    let carry = base58.indexOf(character);
    if (carry === -1) return false;
    for (let index = decodedBytes - 1; index >= 0; index -= 1) {
      carry += (bytes[index] ?? 0) * 58;
      bytes[index] = carry & 0xff;
      carry >>= 8;
    }
    if (carry !== 0) return false;
  }
  if (bytes[0] !== 0x00 && bytes[0] !== 0x05) return false;
  const digest = sha256(sha256(bytes.subarray(0, 21)));
  return digest.subarray(0, 4).equals(bytes.subarray(21));
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** `bc` expanded: upper bits, zero, lower bits. */
const prefix = [3, 3, 0, 2, 3];

/** BIP 173 and BIP 350: the remainder of all is 1, or 0x2bc830a3 for bech32m. */
function isBech32(address: string): boolean {
  const lower = address.toLowerCase();
  if (!lower.startsWith('bc1') || (address !== lower && address !== address.toUpperCase())) return false;
  const values = Array.from(lower.slice(3), (character) => bech32.indexOf(character));
  if (values.length < 11 || values.includes(-1)) return false;
  let sum = 1;
  for (const value of [...prefix, ...values]) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (let bit = 0; bit < 5; bit += 1) if (((top >> bit) & 1) !== 0) sum ^= generators[bit] ?? 0;
  }
  return sum === 1 || sum === 0x2bc830a3;
}
