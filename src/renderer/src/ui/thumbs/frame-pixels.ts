/** RGBA pixels of grey or RGB samples, row by row. */
export function toRgba(bytes: Uint8Array, kind: 'grey' | 'rgb', pixels: number): Uint8ClampedArray<ArrayBuffer> {
  const words = new Uint32Array(pixels)
  if (kind === 'grey') {
    // Little-endian everywhere a browser runs: 0xAABBGGRR.
    for (let i = 0; i < pixels; i++) words[i] = 0xff000000 | ((bytes[i] ?? 0) * 0x010101)
  } else {
    for (let i = 0, at = 0; i < pixels; i++, at += 3) {
      words[i] = 0xff000000 | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0)
    }
  }
  return new Uint8ClampedArray(words.buffer)
}
