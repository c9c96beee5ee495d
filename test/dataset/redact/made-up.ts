/** Values of each kind, made from a seed and right by construction: written apart from the scanners, so that a mistake in one shows. */

import { createHash } from 'node:crypto';
import { keccak256 } from '../../../dataset/redact/keccak.js';

export type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

export function some(random: Random, alphabet: string, length: number): string {
  let text = '';
  for (let index = 0; index < length; index += 1) text += alphabet.charAt(random(alphabet.length));
  return text;
}

const digits = '0123456789';
const hex = '0123456789abcdef';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const alphanumeric = `${digits}${lower}${lower.toUpperCase()}`;

export function anEmail(random: Random): string {
  const local = pick(random, [
    `${some(random, lower, 6)}.${some(random, lower, 5)}`,
    `${some(random, lower, 4)}+news`,
    `${some(random, lower, 3)}_${random(100)}`,
    `o'${some(random, lower, 5)}`,
  ]);
  const host = pick(random, ['example.com', 'mail.example.co.uk', 'x-y.de', 'sub.domain.museum', 'GMAIL.COM', 'münchen.de']);
  return `${local}@${host}`;
}

/** Numbers that nobody needs a word for: international ones, and national ones in their usual groups. */
export function aPhone(random: Random): string {
  const d = (length: number): string => some(random, digits, length);
  const high = (): string => String(2 + random(8));
  const area = pick(random, ['212', '415', '303', '617', '808']);
  const exchange = `${high()}${pick(random, ['02', '34', '55', '70'])}`;
  return pick(random, [
    `+1 ${area} ${exchange} ${d(4)}`,
    `+1${area}${exchange}${d(4)}`,
    `+1 (${area}) ${exchange}-${d(4)}`,
    `(${area}) ${exchange}-${d(4)}`,
    `${area}-${exchange}-${d(4)}`,
    `${area}.${exchange}.${d(4)}`,
    `1-${area}-${exchange}-${d(4)}`,
    `+44 20 7${d(3)} ${d(4)}`,
    `+44 (0)20 7${d(3)} ${d(4)}`,
    `+447700 9${d(5)}`,
    `020 7${d(3)} ${d(4)}`,
    `07700 9${d(5)}`,
    `+49 30 ${high()}${d(6)}`,
    `+49 (0)151 ${d(8)}`,
    `030/${high()}${d(6)}`,
    `0151 ${d(8)}`,
    `+33 6 ${d(2)} ${d(2)} ${d(2)} ${d(2)}`,
    `06 ${d(2)} ${d(2)} ${d(2)} ${d(2)}`,
    `+91 98${d(3)} ${d(5)}`,
    `0049 30 ${high()}${d(6)}`,
    `+81 3-3${d(3)}-${d(4)}`,
    `+61 4${d(2)} ${d(3)} ${d(3)}`,
  ]);
}

/** Bare digits, or groups that other numbers have too: told by the words before. */
export function anAnnouncedPhone(random: Random): string {
  const d = (length: number): string => some(random, digits, length);
  const said = pick(random, ['call me on', 'My phone number is', 'tel:', 'mobile', 'reach him at', 'my number is', 'fax', 'WhatsApp']);
  return `${said} ${pick(random, [`415${2 + random(8)}34${d(4)}`, `0207946${d(4)}`, `07700900${d(3)}`, `212 555 ${d(4)}`, `612 345 ${d(3)}`, `030 ${2 + random(8)}${d(6)}`])}`;
}

export function aCard(random: Random): string {
  const [prefix, length, groups] = pick(random, [
    ['4', 16, [4, 4, 4, 4]],
    ['4', 19, [4, 4, 4, 4, 3]],
    ['51', 16, [4, 4, 4, 4]],
    ['2221', 16, [4, 4, 4, 4]],
    ['34', 15, [4, 6, 5]],
    ['37', 15, [4, 6, 5]],
    ['6011', 16, [4, 4, 4, 4]],
    ['36', 14, [4, 6, 4]],
    ['3530', 16, [4, 4, 4, 4]],
    ['62', 16, [4, 4, 4, 4]],
  ] as const);
  const body = prefix + some(random, digits, length - prefix.length - 1);
  const whole = body + luhnDigit(body);
  return grouped(whole, groups, pick(random, ['', ' ', '-']));
}

export function luhnDigit(body: string): string {
  const doubled = Array.from(body)
    .toReversed()
    .map((digit, index) => (index % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)] : Number(digit)));
  return String((10 - (doubled.reduce((sum: number, digit) => sum + (digit ?? 0), 0) % 10)) % 10);
}

function grouped(text: string, lengths: readonly number[], gap: string): string {
  let at = 0;
  return lengths.map((length) => text.slice(at, (at += length))).join(gap);
}

export function anIban(random: Random): string {
  const [country, body] = pick(random, [
    ['DE', some(random, digits, 18)],
    ['GB', some(random, lower, 4).toUpperCase() + some(random, digits, 14)],
    ['FR', some(random, digits, 23)],
    ['NL', `INGB${some(random, digits, 10)}`],
    ['NO', some(random, digits, 11)],
    ['CH', some(random, digits, 17)],
    ['MT', `MALT${some(random, digits, 5)}${some(random, digits + lower.toUpperCase(), 18)}`],
  ] as const);
  const number = BigInt(Array.from(`${body}${country}00`, (character) => Number.parseInt(character, 36)).join(''));
  const iban = `${country}${String(98n - (number % 97n)).padStart(2, '0')}${body}`;
  return pick(random, [iban, iban.replaceAll(/(.{4})(?=.)/g, '$1 '), iban.toLowerCase()]);
}

export function anSsn(random: Random): string {
  const serial = String(1 + random(9999)).padStart(4, '0');
  const ssn = [String(1 + random(665)).padStart(3, '0'), String(1 + random(99)).padStart(2, '0'), serial];
  const itin = [`9${some(random, digits, 2)}`, String(70 + random(19)), serial];
  return pick(random, [ssn.join('-'), ssn.join(' '), itin.join('-'), `SSN ${ssn.join('')}`, `social security number: ${ssn.join('')}`]);
}

export function aNino(random: Random): string {
  const prefix = pick(random, ['AB', 'CE', 'JG', 'SX', 'YZ', 'WP']);
  const number = some(random, digits, 6);
  const suffix = pick(random, ['A', 'B', 'C', 'D']);
  return pick(random, [
    `${prefix}${number}${suffix}`,
    `${prefix} ${grouped(number, [2, 2, 2], ' ')} ${suffix}`,
    `National insurance ${prefix.toLowerCase()}${number}${suffix.toLowerCase()}`,
  ]);
}

export function anIp(random: Random): string {
  const group = (): string => some(random, hex, 1 + random(4));
  const octet = (): number => random(256);
  return pick(random, [
    () => `${pick(random, [10, 192, 172, 8, 93, 203])}.${octet()}.${octet()}.${octet()}`,
    () => Array.from({ length: 8 }, group).join(':'),
    () => `2001:db8:${group()}::${group()}`,
    () => `fe80::${group()}:${group()}`,
    () => `FD12:${group().toUpperCase()}::1`,
  ])();
}

export function urlCredentials(random: Random): string {
  const user = some(random, lower, 6);
  const password = pick(random, [some(random, alphanumeric, 10), `p@ss${random(100)}`, `${some(random, lower, 4)}%40${random(10)}`]);
  return `${pick(random, ['https', 'postgres', 'redis', 'mongodb+srv', 'ftp'])}://${user}:${password}@`;
}

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export function aWallet(random: Random): string {
  return pick(random, [aBitcoinAddress, aSegwitAddress, anEthereumAddress])(random);
}

function aBitcoinAddress(random: Random): string {
  const payload = Buffer.from([pick(random, [0x00, 0x05]), ...Array.from({ length: 20 }, () => random(256))]);
  const sha = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  const whole = Buffer.concat([payload, sha(sha(payload)).subarray(0, 4)]);
  let number = BigInt(`0x${whole.toString('hex')}`);
  let address = '';
  for (; number > 0n; number /= 58n) address = base58.charAt(Number(number % 58n)) + address;
  return `${'1'.repeat(whole.findIndex((byte) => byte !== 0))}${address}`;
}

const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

function aSegwitAddress(random: Random): string {
  const version = random(2);
  const data = [version, ...Array.from({ length: version === 0 ? 32 : 52 }, () => random(32))];
  const constant = version === 0 ? 1 : 0x2bc830a3;
  const rest = bech32Remainder([3, 3, 0, 2, 3, ...data, 0, 0, 0, 0, 0, 0]) ^ constant;
  const check = [25, 20, 15, 10, 5, 0].map((shift) => (rest >>> shift) & 31);
  return `bc1${[...data, ...check].map((value) => bech32.charAt(value)).join('')}`;
}

function bech32Remainder(values: readonly number[]): number {
  const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  return values.reduce((sum, value) => {
    const top = sum >>> 25;
    return generators.reduce(
      (next, generator, bit) => (((top >> bit) & 1) === 1 ? next ^ generator : next),
      ((sum & 0x1ffffff) << 5) ^ value,
    );
  }, 1);
}

function anEthereumAddress(random: Random): string {
  const address = some(random, hex, 40);
  if (random(2) === 0) return `0x${address}`;
  const hash = keccak256(Buffer.from(address));
  return `0x${Array.from(address, (digit, at) => (Number.parseInt(hash.charAt(at), 16) >= 8 ? digit.toUpperCase() : digit)).join('')}`;
}

/** Put together here: a scanner of this repository's own would stop at a whole one in the text of a test. */
export function aSecret(random: Random): string {
  const word = (length: number): string => some(random, alphanumeric, length);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return pick(random, [
    () => `AK${'IA'}${some(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
    () => `gh${'p_'}${word(36)}`,
    () => `github${'_pat_'}${word(22)}_${word(59)}`,
    () => `xox${'b-'}${some(random, digits, 12)}-${some(random, digits, 12)}-${word(24)}`,
    () => `sk${'_live_'}${word(24)}`,
    () => `sk${'-proj-'}${word(48)}`,
    () => `sk${'-ant-'}api03-${word(90)}`,
    () => `AI${'za'}${word(35)}`,
    () => `npm${'_'}${word(36)}`,
    () => `hf${'_'}${word(34)}`,
    () => `glp${'at-'}${word(20)}`,
    () => `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${word(64)}\n${word(64)}\n-----END ${'RSA PRIVATE'} KEY-----`,
    () => `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: word(8) })}.${word(43)}`,
    () => `password=${word(6)}${random(90) + 10}!`,
    () => `api_key: "${word(12)}${random(10)}"`,
    () => `AWS_SECRET_ACCESS_KEY=${word(20)}/${word(18)}9`,
    () => `Bearer ${word(28)}${random(10)}`,
  ])();
}
