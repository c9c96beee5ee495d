import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { redactionKinds, type RedactionKind } from '../../../dataset/policy.js';
import { createRedactor } from '../../../dataset/redact/redact.js';
import {
  aCard,
  aNino,
  anAnnouncedPhone,
  anEmail,
  anIban,
  anIp,
  anSsn,
  aPhone,
  aSecret,
  aWallet,
  pick,
  seeded,
  some,
  urlCredentials,
  type Random,
} from './made-up.js';

const data = fileURLToPath(new URL('../../../../shared/data/banking77/train.csv', import.meta.url));
const redactor = createRedactor(redactionKinds);

const makers: Readonly<Record<RedactionKind, (random: Random) => string>> = {
  email: anEmail,
  phone: (random) => (random(3) === 0 ? anAnnouncedPhone(random) : aPhone(random)),
  card: aCard,
  iban: anIban,
  ssn: anSsn,
  nino: aNino,
  ip: anIp,
  'url-credentials': (random) => `${urlCredentials(random)}db.internal/path`,
  crypto: aWallet,
  secret: aSecret,
};

const sentences = [
  'Hello, {} is what I have.',
  '{}',
  'Please use {}, thanks.',
  'Two things: {} and the weather',
  '({})',
  'it was "{}"',
  'line one\n{}\nline three',
  '你好 {} 谢谢',
];

const harmless: readonly ((random: Random) => string)[] = [
  (random) =>
    `request ${some(random, '0123456789abcdef', 8)}-${some(random, '0123456789abcdef', 4)}-4${some(random, '0123456789abcdef', 3)}-a${some(random, '0123456789abcdef', 3)}-${some(random, '0123456789abcdef', 12)}`,
  (random) =>
    `all digits ${some(random, '123456789', 8)}-${some(random, '123456789', 4)}-${some(random, '123456789', 4)}-${some(random, '123456789', 4)}-${some(random, '123456789', 12)}`,
  (random) => `commit ${some(random, '0123456789abcdef', 40)} of ${some(random, '0123456789abcdef', 64)}`,
  (random) => `md5 ${some(random, '0123456789abcdef', 32)}`,
  (random) => `2024-0${1 + random(9)}-1${random(10)}T1${random(10)}:2${random(10)}:30.${some(random, '0123456789', 6)}Z`,
  (random) => `from 0${1 + random(9)}/1${random(10)}/2024 10:15 to 1${random(3)}.0${1 + random(9)}.2025`,
  (random) => `version ${random(20)}.${random(20)}.${random(20)}.${random(20)}, then v1.${random(9)}.${random(9)}.${random(300)}`,
  (random) => `Chrome/${100 + random(30)}.0.${6000 + random(900)}.${random(200)} and node ${random(24)}.${random(20)}.${random(9)}`,
  (random) => {
    const card = aCard(random);
    return `number ${card.slice(0, -1)}${(Number(card.slice(-1)) + 1 + random(9)) % 10}`;
  },
  (random) => `order ${some(random, '123456789', 10)}, invoice no. ${some(random, '0123456789', 8)}-${some(random, '0123456789', 3)}`,
  (random) =>
    `Your order #${some(random, '123456789', 9)} and ticket ${some(random, '123456789', 3)}-${some(random, '0123456789', 7)}-${some(random, '0123456789', 7)}`,
  (random) =>
    `costs $${1 + random(900)},${some(random, '0123456789', 3)}.99 or ${random(900)}.${some(random, '0123456789', 3)}.${some(random, '0123456789', 3)},00 EUR`,
  (random) => `at ${random(90)}.${some(random, '0123456789', 6)}, -${random(180)}.${some(random, '0123456789', 6)}`,
  (random) => `timestamp ${1_700_000_000 + random(90_000_000)} or ${1_700_000_000_000 + random(90_000_000)}`,
  (random) => `rows ${100 + random(900)} ${100 + random(900)} ${1000 + random(9000)} of ${some(random, '123456789', 7)}`,
  (random) => `std::vector<int> a::b(${random(90)}); x[${random(9)}::2] at 12:${10 + random(49)}:30, MAC 00:1b:44:11:3a:b${random(9)}`,
  (random) => `npm install left-pad@1.${random(9)}.0 @types/node, decorators like @Injectable() and foo @ bar`,
  (random) =>
    `ISBN 978-3-16-14841${random(10)}-${random(10)}, EAN 400638133393${random(10)}, part AB-${some(random, '0123456789', 3)}-${some(random, '0123456789', 2)}-${some(random, '0123456789', 4)}`,
  (random) => `password: required, token = settings.token${random(9)}; api_key=os.environ["API_KEY"] secret: <YOUR_SECRET>`,
  (random) =>
    `It took ${random(90)} days, ${random(900)} people and ${random(9)}e${random(9)} tries; pi is 3.14159265358979, a third 0.333333333333333${random(10)}`,
  (random) =>
    `localhost 127.0.0.1:${3000 + random(999)}, mask 255.255.255.0, see section ${random(9)}.${random(9)}.${random(9)}.${random(9)}`,
  (random) => `https://example.com/a/${some(random, '0123456789', 9)}?page=${random(99)} and git@github.com:owner/repository.git`,
  (random) => `responsibilities internationalization some-very-long-kebab-case-name-${random(99)} sk-learn-is-a-library-of-python`,
];

describe('personal data in made-up texts', () => {
  it('is found in 98 of 100 at least, kind by kind', () => {
    const rows = redactionKinds.map((kind) => {
      const random = seeded(20_240_607);
      const wanted = 400;
      const missed: string[] = [];
      for (let index = 0; index < wanted; index += 1) {
        const text = pick(random, sentences).replace('{}', () => makers[kind](random));
        const { example, found } = redactor.redact({ messages: [{ content: text, role: 'user' }] });
        // The sentences have no digits: one that is left is a part of the value.
        const left = /\d/.test((example.messages[0]?.content ?? '').replaceAll(/<[A-Z_]+_\d+>/g, ''));
        if (left || !found.some((entry) => entry.kind === kind)) missed.push(text);
      }
      return { kind, values: wanted, found: wanted - missed.length, recallPercent: (100 * (wanted - missed.length)) / wanted, missed };
    });
    console.log('recall of made-up values by kind');
    console.table(rows.map(({ missed: _, ...row }) => row));
    for (const row of rows)
      expect(row.recallPercent, `${row.kind} missed ${JSON.stringify(row.missed.slice(0, 3))}`).toBeGreaterThanOrEqual(98);
  });

  it('is not seen in more than 2 of 1,000 texts that hold none', () => {
    const random = seeded(77);
    const texts = 4600;
    const hits: string[] = [];
    for (let index = 0; index < texts; index += 1) {
      const text = `${pick(random, ['I asked about', 'The log says', 'Well:'])} ${(harmless[index % harmless.length] ?? aCard)(random)}, is that right?`;
      const { found } = redactor.redact({ messages: [{ content: text, role: 'user' }] });
      if (found.length > 0) hits.push(`${found.map(({ kind }) => kind).join()}: ${text}`);
    }
    console.log(`false hits in ${texts} harmless texts: ${hits.length} (${((1000 * hits.length) / texts).toFixed(2)} of 1,000)`);
    expect((1000 * hits.length) / texts, hits.slice(0, 5).join('\n')).toBeLessThanOrEqual(2);
  });

  it.skipIf(!existsSync(data))('is not seen in the questions of banking77 (needs ../shared/data/banking77)', () => {
    const questions = readFileSync(data, 'utf8').split('\n').slice(1);
    const hits = questions.filter((content) => redactor.redact({ messages: [{ content, role: 'user' }] }).found.length > 0);
    console.log(`false hits in ${questions.length} lines of banking77: ${hits.length}`);
    expect(hits).toEqual([]);
  });
});
