/** What a frame's bytes are: nothing (the image can't be shown), 8-bit grey or RGB samples row by row, or a JPEG. */
export type ThumbKind = 'missing' | 'grey' | 'rgb' | 'jpeg'

/** One thumbnail in an answer of `/media/thumbs`. */
export interface ThumbFrame {
  /** Position in the list that was asked for. */
  readonly index: number
  readonly kind: ThumbKind
  /** pixels; 0 when missing */
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
}

/** Little-endian: index u32, kind u8, 3 bytes of nothing, width u16, height u16, byte length u32. */
const headerLength = 16
const kinds: readonly ThumbKind[] = ['missing', 'grey', 'rgb', 'jpeg']

/** Header and bytes of one frame. */
export function encodeThumbFrame(frame: ThumbFrame): Uint8Array {
  const encoded = new Uint8Array(headerLength + frame.bytes.byteLength)
  const header = new DataView(encoded.buffer)
  header.setUint32(0, frame.index, true)
  header.setUint8(4, kinds.indexOf(frame.kind))
  header.setUint16(8, frame.width, true)
  header.setUint16(10, frame.height, true)
  header.setUint32(12, frame.bytes.byteLength, true)
  encoded.set(frame.bytes, headerLength)
  return encoded
}

/** Cuts a stream of chunks, in whatever pieces they come, into frames: paint each as it arrives. Throws on a cut-off end. */
export async function* readThumbFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ThumbFrame> {
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks) {
    rest = rest.byteLength === 0 ? chunk : joined(rest, chunk)
    for (;;) {
      const frame = firstFrame(rest)
      if (frame === null) break
      yield frame
      rest = rest.subarray(headerLength + frame.bytes.byteLength)
    }
  }
  if (rest.byteLength > 0) throw new Error('The answer with thumbnails ended in the middle of one.')
}

function firstFrame(buffer: Uint8Array): ThumbFrame | null {
  if (buffer.byteLength < headerLength) return null
  const header = new DataView(buffer.buffer, buffer.byteOffset, headerLength)
  const length = header.getUint32(12, true)
  if (buffer.byteLength < headerLength + length) return null
  return {
    index: header.getUint32(0, true),
    kind: kinds[header.getUint8(4)] ?? 'missing',
    width: header.getUint16(8, true),
    height: header.getUint16(10, true),
    bytes: buffer.subarray(headerLength, headerLength + length)
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.byteLength + b.byteLength)
  whole.set(a)
  whole.set(b, a.byteLength)
  return whole
}
