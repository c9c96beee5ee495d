import { describe, expect, it } from 'vitest';
import { redactionKinds } from '../../../dataset/policy.js';
import { createRedactor } from '../../../dataset/redact/redact.js';

const redactor = createRedactor(redactionKinds);

function redacted(content: string): string | null | undefined {
  return redactor.redact({ messages: [{ content, role: 'user' }] }).example.messages[0]?.content;
}

const token = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJhYmMifQ', 'c2lnbmF0dXJlLW9mLXRoaXM'].join('.');

describe('of two values that differ in what makes them right', () => {
  it.each([
    ['card', 'pay 4111 1111 1111 1111', 'pay <CARD_1>', 'pay 4111 1111 1111 1112'],
    ['card, length of no scheme', 'pay 378282246310005', 'pay <CARD_1>', 'pay 3782822463100051'],
    ['card, groups of none', 'pay 5500-0000-0000-0004', 'pay <CARD_1>', 'pay 550000-00-0000-0004'],
    ['iban', 'to GB82 WEST 1234 5698 7654 32.', 'to <IBAN_1>.', 'to GB83 WEST 1234 5698 7654 32.'],
    ['iban, length of another country', 'to DE89370400440532013000', 'to <IBAN_1>', 'to DE8937040044053201300'],
    ['base58check', 'at 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'at <CRYPTO_1>', 'at 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'],
    ['bech32', 'at bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'at <CRYPTO_1>', 'at bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp'],
    ['EIP-55', 'at 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'at <CRYPTO_1>', 'at 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed'],
    ['JSON web token', `is ${token}.`, 'is <SECRET_1>.', `is ${token.replace('eyJhbGci', 'eyJhbGcx')}.`],
    ['SSN', 'mine is 078-05-1121', 'mine is <SSN_1>', 'mine is 078-05-1120'],
    ['SSN, area', 'mine is 665-12-3456', 'mine is <SSN_1>', 'mine is 666-12-3456'],
    ['SSN, group', 'mine is 123-45-6789', 'mine is <SSN_1>', 'mine is 123-00-6789'],
    ['ITIN', 'mine is 912-70-1234', 'mine is <SSN_1>', 'mine is 912-93-1234'],
    ['NINO', 'mine is AB 12 34 56 C', 'mine is <NINO_1>', 'mine is QQ 12 34 56 C'],
    ['NINO, suffix', 'mine is AB123456C', 'mine is <NINO_1>', 'mine is AB123456E'],
    ['IPv4', 'from 10.0.0.255', 'from <IP_1>', 'from 10.0.0.256'],
    ['IPv4 or version', 'from 1.2.3.4', 'from <IP_1>', 'version 1.2.3.4'],
    ['IPv6', 'from 2001:db8::8a2e:370:7334', 'from <IP_1>', 'from 2001:db8::8a2e::7334'],
    ['URL credentials', 'ftp://bob:s3cr3t@host/x', 'ftp://<URL_CREDENTIALS_1>@host/x', 'ftp://bob@host/x'],
    ['phone, area', 'on (415) 555-2671', 'on <PHONE_1>', 'on (115) 555-2671'],
    ['phone, country', 'on +44 20 7946 0958', 'on <PHONE_1>', 'on +999 20 7946 0958'],
    ['phone, words', 'call 4155552671', 'call <PHONE_1>', 'order 4155552671'],
    ['email', 'to bob@example.org.', 'to <EMAIL_1>.', 'to bob@1.2.3.'],
    ['access key', `AK${'IA'}IOSFODNN7EXAMPLE`, '<SECRET_1>', `AK${'IA'}IOSFODNN7EXAMPL`],
    ['assignment', 'password=Tr0ub4dor&3', 'password=<SECRET_1>', 'password=required'],
  ])('%s: the right one is replaced, the other stays', (...[, right, expected, wrong]) => {
    expect(redacted(right)).toBe(expected);
    expect(redacted(wrong)).toBe(wrong);
  });
});

describe('telephone numbers', () => {
  it.each([
    ['Phones: 4155552671, 4155552672 and 4155552673', 'Phones: <PHONE_1>, <PHONE_2> and <PHONE_3>'],
    ['(ring 020 7946 0958)', '(ring <PHONE_1>)'],
    ['tel:+14155552671;ext=5', 'tel:<PHONE_1>;ext=5'],
    ['Call 0049 30 1234567 by 2024-05-06', 'Call <PHONE_1> by 2024-05-06'],
    ['call between 2024-01-02 and 2024-03-04', 'call between 2024-01-02 and 2024-03-04'],
    ['phone me about order 4155552671', 'phone me about order 4155552671'],
    ['order number 415-555-2671', 'order number 415-555-2671'],
    ['$4155552671 and #4155552671 by phone', '$4155552671 and #4155552671 by phone'],
    ['call me: 1+4155552671', 'call me: 1+4155552671'],
  ])('%s', (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });
});

describe('secrets', () => {
  it.each([
    ['my password is hunter2024, ok?', 'my password is <SECRET_1>, ok?'],
    ['{"client_secret": "k3yk3yab12" broken', '{"client_secret": "<SECRET_1>" broken'],
    ['GET /x?token=abc123def456&page=2', 'GET /x?token=<SECRET_1>&page=2'],
    ['api_key=os.environ["KEY_2024"]', 'api_key=os.environ["KEY_2024"]'],
    ['password: ${DB_PASSWORD_1}', 'password: ${DB_PASSWORD_1}'],
    ['token = getToken2024()', 'token = getToken2024()'],
    ['postgres://${USER}:${PASS}@host', 'postgres://${USER}:${PASS}@host'],
    ['git clone git@github.com:owner/name.git', 'git clone git@github.com:owner/name.git'],
    [`-----BEGIN ${'PRIVATE'} KEY-----\nMIIEvAIBADANBgkqhkiG9w0B\ncut off`, '<SECRET_1>'],
    ['-----BEGIN CERTIFICATE-----\nMIIEvAIBADANBgkqhkiG9w0B', '-----BEGIN CERTIFICATE-----\nMIIEvAIBADANBgkqhkiG9w0B'],
  ])('%s', (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });
});
