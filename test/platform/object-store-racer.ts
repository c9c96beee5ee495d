/**
 * One process of the object store's tests: `race ROOT NAME` tries ten keys and ten swaps, `swap ROOT` replaces one head for ever,
 * `write ROOT FILE` does everything that writes for ever, and says each line what was acknowledged.
 */

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
} else if (mode === 'write') {
  for (let number = (await store.list('made/')).length; ; number += 1) {
    if (await store.create(`made/${process.pid}-${number}`, body(number))) say(`made/${process.pid}-${number}`);
    if (await store.createFromFile(`copied/${process.pid}-${number}`, name)) say(`copied/${process.pid}-${number}`);
    const etag = (await store.read('head'))?.etag ?? null;
    if ((await store.swap('head', etag, body(Number(etag) + 1))) !== undefined) say('head');
  }
} else {
  for (
    let etag = (await store.swap('head', null, body(1))) ?? '';
    ;
    etag = (await store.swap('head', etag, body(Number(etag) + 1))) ?? ''
  ) {
    say(etag);
  }
}

function say(acknowledged: string): void {
  process.stdout.write(`${acknowledged}\n`);
}

function body(generation: number): string {
  return JSON.stringify({ generation, filler: 'x'.repeat(100_000) });
}
