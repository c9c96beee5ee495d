import { afterEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError, environmentReference, readEnvironment, storePlaceOf } from '../../configs/env.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the process environment', () => {
  it('has a default for everything but the build id', () => {
    expect(readEnvironment({})).toEqual({
      SLIPWAY_CONFIGS: 'configs/pipelines',
      SLIPWAY_STORE: '.slipway/data/store',
      SLIPWAY_SCRATCH: '.slipway/data/scratch',
      SLIPWAY_GATEWAY_URL: 'http://127.0.0.1:17480',
      SLIPWAY_GATEWAY_CONTROL_URL: 'http://127.0.0.1:17481',
      SLIPWAY_RUNTIME_URL: 'http://127.0.0.1:17482',
      SLIPWAY_STAGING_RUNTIME_URL: 'http://127.0.0.1:17483',
      SLIPWAY_METRICS_PORT: 0,
      SLIPWAY_THREADS: 1,
      SLIPWAY_CODE_VERSION: 'development',
      SLIPWAY_LOG_LEVEL: 'info',
    });
  });

  it('takes what is set, numbers as numbers, and leaves the variables of others aside', () => {
    const variables = {
      SLIPWAY_THREADS: '4',
      SLIPWAY_BUILD_ID: '2026.11',
      SLIPWAY_RUNTIME_URL: 'https://runtime.example:8443',
      HOME: '/h',
    };
    expect(readEnvironment(variables)).toMatchObject({
      SLIPWAY_THREADS: 4,
      SLIPWAY_BUILD_ID: '2026.11',
      SLIPWAY_RUNTIME_URL: 'https://runtime.example:8443',
    });
    expect(readEnvironment(variables)).not.toHaveProperty('HOME');
  });

  it('is read from the process where nothing else is given', () => {
    vi.stubEnv('SLIPWAY_CODE_VERSION', 'abc123');
    expect(readEnvironment().SLIPWAY_CODE_VERSION).toBe('abc123');
  });

  it('names every variable that is wrong, with what was expected and what came', () => {
    const wrong = {
      SLIPWAY_THREADS: 'many',
      SLIPWAY_GATEWAY_URL: 'file:///etc',
      SLIPWAY_RUNTIME_URL: 'htp://anna:secret@host/',
      SLIPWAY_STORE: '',
      SLIPWAY_LOG_LEVEL: 'loud',
    };
    expect(() => readEnvironment(wrong)).toThrow(
      new EnvironmentError([
        'SLIPWAY_STORE: expected the path of a folder, or s3://bucket/prefix, got ""',
        'SLIPWAY_GATEWAY_URL: expected an address such as http://127.0.0.1:17480, got "file:///etc"',
        'SLIPWAY_RUNTIME_URL: expected an address such as http://127.0.0.1:17482, got "htp://…@host/"',
        'SLIPWAY_THREADS: expected a whole number from 1 to 256, got "many"',
        'SLIPWAY_LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent, got "loud"',
      ]),
    );
  });

  it.each([
    ['SLIPWAY_METRICS_PORT', '70000'],
    ['SLIPWAY_METRICS_PORT', '-1'],
    ['SLIPWAY_METRICS_PORT', ''],
    ['SLIPWAY_THREADS', '0x10'],
    ['SLIPWAY_THREADS', '0'],
    ['SLIPWAY_THREADS', '1.5'],
    ['SLIPWAY_RUNTIME_URL', '127.0.0.1:17482'],
    ['SLIPWAY_RUNTIME_URL', 'http://'],
    ['SLIPWAY_RUNTIME_URL', 'http://host:99999'],
    ['SLIPWAY_BUILD_ID', ''],
    ['SLIPWAY_STORE', 's3://'],
    ['SLIPWAY_STORE', 's3://Bucket/prefix'],
    ['SLIPWAY_STORE', 's3://bucket/some prefix'],
    ['SLIPWAY_S3_PATH_STYLE', 'yes'],
    ['SLIPWAY_S3_ENCRYPTION', 'rot13'],
    ['SLIPWAY_S3_KMS_KEY', ''],
    ['SLIPWAY_CLIENT', 'Acme'],
    ['SLIPWAY_CLIENT', 'acme.triage'],
    ['SLIPWAY_SIGNING_KEY', ''],
    ['SLIPWAY_VERIFY_KEYS', ''],
  ])('refuses %s=%s', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(`environment: 1 variable is wrong\n  ${name}: expected `);
  });
});

describe('the place of the store', () => {
  it('is a folder of no client where nothing is set', () => {
    expect(storePlaceOf(readEnvironment({}))).toEqual({
      location: '.slipway/data/store',
      client: undefined,
      s3: { pathStyle: undefined, encryption: undefined, kmsKeyId: undefined },
    });
  });

  it("is a client's own on S3, with the settings of the bucket", () => {
    const variables = {
      SLIPWAY_STORE: 's3://team-models/slipway/eu',
      SLIPWAY_CLIENT: 'acme',
      SLIPWAY_S3_PATH_STYLE: 'false',
      SLIPWAY_S3_ENCRYPTION: 'aws:kms',
      SLIPWAY_S3_KMS_KEY: 'alias/models',
    };
    expect(storePlaceOf(readEnvironment(variables))).toEqual({
      location: 's3://team-models/slipway/eu',
      client: 'acme',
      s3: { pathStyle: false, encryption: 'aws:kms', kmsKeyId: 'alias/models' },
    });
  });
});

describe('a reference to the environment', () => {
  it('is the value of the variable', () => {
    vi.stubEnv('SLIPWAY_TEST_WEBHOOK', 'https://example.com/hook');
    expect(environmentReference('env:SLIPWAY_TEST_WEBHOOK')).toBe('https://example.com/hook');
  });

  it.each([undefined, ''])('is an error where the variable is %j: a missing secret must not become an empty one', (value) => {
    vi.stubEnv('SLIPWAY_TEST_WEBHOOK', value);
    expect(() => environmentReference('env:SLIPWAY_TEST_WEBHOOK')).toThrow(
      'env:SLIPWAY_TEST_WEBHOOK: expected the environment variable SLIPWAY_TEST_WEBHOOK to be set',
    );
  });
});
