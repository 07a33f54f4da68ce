import type { Preview } from '@shared/contract/runs'

/** The pictures of a preview's pack as the canvas wants them. */
export async function fetchSamples({ pack, shape }: Pick<Preview, 'pack' | 'shape'>): Promise<readonly ImageData[]> {
  const response = await fetch(`/media/pack/${pack}`)
  if (!response.ok) throw new Error(`The samples can't be read (${response.status}).`)
  return toImages(new Uint8Array(await response.arrayBuffer()), shape)
}

/** uint8 `[count, height, width, channels]`, one or three channels, as RGBA pictures. */
export function toImages(bytes: Uint8Array, [height, width, channels]: readonly [number, number, number]): ImageData[] {
  const size = height * width * channels
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, at) => {
    const rgba = new Uint8ClampedArray(height * width * 4)
    for (let pixel = 0; pixel < height * width; pixel++) {
      const from = at * size + pixel * channels
      const red = bytes[from] ?? 0
      rgba.set(
        [red, channels === 3 ? (bytes[from + 1] ?? 0) : red, channels === 3 ? (bytes[from + 2] ?? 0) : red, 255],
        pixel * 4
      )
    }
    return new ImageData(rgba, width, height)
  })
}
