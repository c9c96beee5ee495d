/** S3 servers for a whole `describe`: which there are to test on, and one that runs from its first test to its last. */

import { afterAll, beforeAll } from 'vitest';
import { aSeaweedServer, aVersityServer, reader, type OnFinished, type S3ServerForTest } from './s3-servers.js';
import { aTool } from './tools.js';

export interface ServerToTest {
  readonly name: string;
  /** As of `aTool`: why it cannot be started here. */
  readonly missing: string | undefined;
  start(onFinished: OnFinished): Promise<S3ServerForTest>;
}

/** For `describe.skipIf(missing !== undefined)`, one after the other: what holds on one must hold on all of them. */
export async function s3ServersToTest(): Promise<readonly ServerToTest[]> {
  return [
    { name: 'SeaweedFS', missing: (await aTool('seaweedfs')).missing, start: (onFinished) => aSeaweedServer([reader], onFinished) },
    { name: 'versitygw', missing: (await aTool('versitygw')).missing, start: aVersityServer },
  ];
}

/** Call in a `describe`, where it runs from the first test to the last; a describe that is skipped starts none. */
export function useS3Server({ start }: Pick<ServerToTest, 'start'>): () => S3ServerForTest {
  let server: S3ServerForTest | undefined;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await start((stop) => stops.push(stop));
  });
  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop();
  });
  return () => {
    if (server === undefined) throw new Error('expected to be asked for the server by a test, which runs after it was started');
    return server;
  };
}
