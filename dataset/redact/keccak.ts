/** Keccak-256 with the padding that Ethereum kept from before SHA-3: Node's `sha3-256` pads differently. For up to 135 bytes. */

const rounds = 24;
const rateBytes = 136;

/** Lane that each step of rho and pi writes, rotation of it, and constants of the rounds: all computed as FIPS 202, 3.2 defines them. */
const { lanes, turns, constants } = tables();

/** Hexadecimal. */
export function keccak256(message: Buffer): string {
  const block = Buffer.alloc(200);
  message.copy(block);
  block[message.length] = 0x01;
  block[rateBytes - 1] = (block[rateBytes - 1] ?? 0) | 0x80;
  const state = new BigUint64Array(25);
  for (let lane = 0; lane < 25; lane += 1) state[lane] = block.readBigUInt64LE(lane * 8);
  for (let round = 0; round < rounds; round += 1) permute(state, round);
  const digest = Buffer.alloc(32);
  for (let lane = 0; lane < 4; lane += 1) digest.writeBigUInt64LE(state[lane] ?? 0n, lane * 8);
  return digest.toString('hex');
}

function permute(state: BigUint64Array, round: number): void {
  const lane = (index: number): bigint => state[index] ?? 0n;
  const columns = [0, 1, 2, 3, 4].map((x) => lane(x) ^ lane(x + 5) ^ lane(x + 10) ^ lane(x + 15) ^ lane(x + 20));
  for (let x = 0; x < 5; x += 1) {
    const change = (columns[(x + 4) % 5] ?? 0n) ^ rotate(columns[(x + 1) % 5] ?? 0n, 1n);
    for (let y = 0; y < 25; y += 5) state[x + y] = lane(x + y) ^ change;
  }
  let moved = lane(1);
  for (let step = 0; step < 24; step += 1) {
    const to = lanes[step] ?? 0;
    const next = lane(to);
    state[to] = rotate(moved, turns[step] ?? 0n);
    moved = next;
  }
  for (let y = 0; y < 25; y += 5) {
    const row = [0, 1, 2, 3, 4].map((x) => lane(y + x));
    for (let x = 0; x < 5; x += 1) state[y + x] = (row[x] ?? 0n) ^ (~(row[(x + 1) % 5] ?? 0n) & (row[(x + 2) % 5] ?? 0n));
  }
  state[0] = lane(0) ^ (constants[round] ?? 0n);
}

function rotate(lane: bigint, by: bigint): bigint {
  return BigInt.asUintN(64, (lane << by) | (lane >> (64n - by)));
}

function tables(): { readonly lanes: readonly number[]; readonly turns: readonly bigint[]; readonly constants: readonly bigint[] } {
  const made = { lanes: [] as number[], turns: [] as bigint[], constants: [] as bigint[] };
  let [x, y, feedback] = [1, 0, 1];
  for (let round = 0; round < rounds; round += 1) {
    [x, y] = [y, (2 * x + 3 * y) % 5];
    made.lanes.push(5 * y + x);
    made.turns.push(BigInt((((round + 1) * (round + 2)) / 2) % 64));
    let constant = 0n;
    for (let bit = 0; bit < 7; bit += 1) {
      feedback = ((feedback << 1) ^ ((feedback >> 7) * 0x71)) % 256;
      if ((feedback & 2) !== 0) constant ^= 1n << ((1n << BigInt(bit)) - 1n);
    }
    made.constants.push(constant);
  }
  return made;
}
