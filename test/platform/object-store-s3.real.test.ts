import { describe } from 'vitest';
import { aStoreOn } from '../support/s3-stores.js';
import { describeObjectStore } from './object-store-contract.js';
import { s3ServersToTest, useS3Server } from '../support/use-s3-server.js';

describe.for(await s3ServersToTest())('a store on S3', (toTest) => {
  describe.skipIf(toTest.missing !== undefined)(`of ${toTest.name} ${toTest.missing ?? ''}`, () => {
    const server = useS3Server(toTest);
    describeObjectStore({ aStore: () => aStoreOn(server()), strangeEtag: '"0123456789abcdef0123456789abcdef"', runs: 3 });
  });
});
