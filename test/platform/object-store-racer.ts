/** One racing process of the object store's tests: `race ROOT NAME` tries ten keys and ten swaps, `swap ROOT` replaces one head for ever. */

import { createFileObjectStore } from '../../platform/object-store-fs.js';

const [mode, root = '', name = ''] = process.argv.slice(2);
const store = createFileObjectStore(root);
if (mode === 'race') {
  const won: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    if (await store.create(`once/${round}`, name)) won.push(`once/${round}`);
    if ((await store.swap('head', round === 0 ? null : String(round), name)) !== undefined) won.push(`head@${round + 1}`);
    // Everyone waits for the round's winner, so that all of them race for the next generation.
    while (Number((await store.read('head'))?.etag ?? 0) <= round) await new Promise(setImmediate);
  }
  process.stdout.write(JSON.stringify(won));
} else {
  for (
    let etag = (await store.swap('head', null, body(1))) ?? '';
    ;
    etag = (await store.swap('head', etag, body(Number(etag) + 1))) ?? ''
  ) {
    process.stdout.write(`${etag}\n`);
  }
}

function body(generation: number): string {
  return JSON.stringify({ generation, filler: 'x'.repeat(100_000) });
}
