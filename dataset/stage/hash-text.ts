/** 64 bits of a text, for telling texts apart in columns of numbers: MurmurHash3's mixing on two lanes, 32 bits each. */

/** Writes both halves. */
export function hashText(text: string, into: Uint32Array): void {
  let [high, low] = [0xdeadbeef ^ text.length, 0x41c6ce57 ^ text.length];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  into[0] = high >>> 0;
  into[1] = low >>> 0;
}
