/** MurmurHash3 x86 32-bit (Appleby, public domain) of `text` as UTF-16 code units, two bytes each, little endian. */
export function murmur3(text: string, seed: number): number {
  let hash = seed | 0
  const pairs = text.length >> 1
  for (let pair = 0; pair < pairs; pair++) {
    const block = text.charCodeAt(2 * pair) | (text.charCodeAt(2 * pair + 1) << 16)
    hash ^= scramble(block)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  if (text.length & 1) hash ^= scramble(text.charCodeAt(text.length - 1))
  return finalise(hash ^ (2 * text.length))
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}

function finalise(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
