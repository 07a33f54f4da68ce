import type { PackedPictures } from '@shared/contract/item'
import { packAddress } from '@shared/domain/media/thumb-address'

/** Pictures kept in memory; one of 224 × 224 is 200 kB. */
const kept = 600
const loaded = new Map<string, Promise<ImageData>>()

/** One picture of a pack; fetched once. */
export function loadPicture({ pack, shape }: PackedPictures, row: number): Promise<ImageData> {
  const key = `${pack} ${row}`
  let picture = loaded.get(key)
  if (!picture) {
    picture = fetchPicture(packAddress(pack, 0, row, 1), shape)
    loaded.set(key, picture)
    picture.catch(() => loaded.delete(key))
    const [oldest] = loaded.keys()
    if (loaded.size > kept && oldest !== undefined) loaded.delete(oldest)
  }
  return picture
}

async function fetchPicture(url: string, [height, width, channels]: PackedPictures['shape']): Promise<ImageData> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`The picture can't be read (${response.status}).`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const rgba = new Uint8ClampedArray(height * width * 4)
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[pixel * 4 + channel] = bytes[pixel * channels + (channels === 3 ? channel : 0)] ?? 0
    }
    rgba[pixel * 4 + 3] = 255
  }
  return new ImageData(rgba, width, height)
}
