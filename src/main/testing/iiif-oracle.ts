import { sharp } from '../images/safe-sharp'

/**
 * Test support: asks an image service for tiles, sizes, regions and turns, and compares every answer with a reference that
 * shares no code with it: plain arrays, cut and averaged here. Returns what is wrong, in words.
 */
export interface Reference {
  readonly width: number
  readonly height: number
  /** RGB, 8 bits, row by row */
  readonly data: Uint8Array
}

type Fetch = (address: string) => Promise<Response>
type Box = readonly [left: number, top: number, width: number, height: number]

/** Mean difference per sample, of 255, that JPEG and another resampling filter may cause; a shift by 8 px causes over 20. */
const tolerance = 6

/** A picture on which every place looks different: noise with details of 24 and of 192 pixels. */
export function texture(width: number, height: number): Reference {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fine = noise(x / 24, y / 24, 0)
      for (let channel = 0; channel < 3; channel++) {
        data[(y * width + x) * 3 + channel] = 110 * fine + 145 * noise(x / 192, y / 192, channel + 1)
      }
    }
  }
  return { width, height, data }
}

export async function findFaults(fetch: Fetch, version: 2 | 3, reference: Reference): Promise<string[]> {
  const faults: string[] = []
  const { width, height } = reference
  const largest = version === 3 ? 'max' : 'full'

  async function compare(path: string, box: Box, size: readonly [number, number], isExact: boolean): Promise<void> {
    const response = await fetch(path)
    if (response.status !== 200) return void faults.push(`${path}: status ${response.status}`)
    const { data, info } = await sharp(await response.bytes())
      .raw()
      .toBuffer({ resolveWithObject: true })
    const shape = `${info.width},${info.height}`
    if (shape !== size.join()) return void faults.push(`${path}: ${shape} pixels instead of ${size.join()}`)
    const difference = meanDifference(data, info.channels, averaged(reference, box, size))
    if (difference > (isExact ? 0 : tolerance)) faults.push(`${path}: pixels differ by ${difference.toFixed(1)}`)
  }

  const info = (await (await fetch('info.json')).json()) as InfoJson // our own test reads it: a wrong shape fails below
  if (info.width !== width || info.height !== height) faults.push(`info.json: ${info.width} × ${info.height}`)
  for (const size of info.sizes) {
    await compare(
      `full/${size.width},${size.height}/0/default.jpg`,
      [0, 0, width, height],
      [size.width, size.height],
      false
    )
  }
  const [tiles] = info.tiles
  if (tiles === undefined) return [...faults, 'info.json: no tiles']
  for (const factor of tiles.scaleFactors) {
    const span = tiles.width * factor
    for (let top = 0; top < height; top += span) {
      for (let left = 0; left < width; left += span) {
        const box = [left, top, Math.min(span, width - left), Math.min(span, height - top)] as const
        const size = [Math.ceil(box[2] / factor), Math.ceil(box[3] / factor)] as const
        await compare(`${box.join()}/${size.join()}/0/default.jpg`, box, size, false)
      }
    }
  }
  const doubling = tiles.scaleFactors.every((factor, index) => factor === 2 ** index)
  if (!doubling) faults.push(`info.json: scale factors ${tiles.scaleFactors.join()} don’t double`)
  const longest = Math.max(...tiles.scaleFactors) * tiles.width
  if (longest < Math.max(width, height)) faults.push(`info.json: tiles end at ${longest} pixels`)

  for (const box of someBoxes(width, height)) {
    await compare(`${box.join()}/${largest}/0/default.png`, box, [box[2], box[3]], true)
    const scaled = [Math.ceil(box[2] / 3), Math.ceil(box[3] / 2)] as const
    await compare(`${box.join()}/${scaled.join()}/0/default.jpg`, box, scaled, false)
  }
  const most = [101, 203, width - 150, height - 250] as const
  const fifth = [Math.ceil(most[2] / 5), Math.ceil(most[3] / 5)] as const
  await compare(`${most.join()}/${fifth.join()}/0/default.jpg`, most, fifth, false)
  const outside = [Math.floor(width / 2), 0, width - Math.floor(width / 2), height] as const
  await compare(
    `${outside[0]},0,${width * 2},${height * 3}/${largest}/0/default.png`,
    outside,
    [outside[2], height],
    true
  )
  faults.push(...(await turnFaults(fetch, reference, largest)), ...(await refusalFaults(fetch, width, height, largest)))
  return faults
}

interface InfoJson {
  readonly width: number
  readonly height: number
  readonly sizes: readonly { readonly width: number; readonly height: number }[]
  readonly tiles: readonly { readonly width: number; readonly scaleFactors: readonly number[] }[]
}

/** Turns and mirrors of a region that is no square, pixel by pixel: mirrored first, then turned clockwise. */
async function turnFaults(fetch: Fetch, reference: Reference, largest: string): Promise<string[]> {
  const faults: string[] = []
  const w = 50
  const h = 31
  const source = averaged(reference, [8, 5, w, h], [w, h])
  for (const mirrored of [false, true]) {
    for (const degrees of [0, 90, 180, 270]) {
      const path = `8,5,${w},${h}/${largest}/${mirrored ? '!' : ''}${degrees}/default.png`
      const { data, info } = await sharp(await (await fetch(path)).bytes())
        .raw()
        .toBuffer({ resolveWithObject: true })
      const isUpright = degrees % 180 === 0
      if (info.width !== (isUpright ? w : h) || info.height !== (isUpright ? h : w)) {
        faults.push(`${path}: ${info.width} × ${info.height}`)
        continue
      }
      const expected = new Float64Array(w * h * 3)
      for (let y = 0; y < info.height; y++) {
        for (let x = 0; x < info.width; x++) {
          const [u, v] = unturn(x, y, degrees, w, h)
          const from = (v * w + (mirrored ? w - 1 - u : u)) * 3
          expected.set(source.subarray(from, from + 3), (y * info.width + x) * 3)
        }
      }
      if (meanDifference(data, info.channels, expected) > 0) faults.push(`${path}: turned wrongly`)
    }
  }
  return faults
}

/** Where the pixel (x, y) of a turned picture was before, on a picture of w × h. */
function unturn(x: number, y: number, degrees: number, w: number, h: number): readonly [number, number] {
  if (degrees === 90) return [y, h - 1 - x]
  if (degrees === 180) return [w - 1 - x, h - 1 - y]
  if (degrees === 270) return [w - 1 - y, x]
  return [x, y]
}

async function refusalFaults(fetch: Fetch, width: number, height: number, largest: string): Promise<string[]> {
  const paths = [
    `0,0,0,10/${largest}/0/default.jpg`,
    `${width},0,10,10/${largest}/0/default.jpg`,
    `0,${height},10,10/${largest}/0/default.jpg`,
    `pct:0,0,0,50/${largest}/0/default.jpg`,
    `0,0,${width},1/1,/0/default.jpg`,
    'full/0,0/0/default.jpg',
    'full/pct:0/0/default.jpg',
    'full/99999,/0/default.jpg',
    `full/${largest}/361/default.jpg`,
    `full/${largest}/0/default.bmp`,
    `full/${largest}/0/other.jpg`,
    `full/${largest}/0`
  ]
  const faults: string[] = []
  for (const path of paths) {
    const { status } = await fetch(path)
    if (status !== 400) faults.push(`${path}: status ${status} instead of 400`)
  }
  return faults
}

function someBoxes(width: number, height: number): Box[] {
  const boxes: Box[] = []
  for (let index = 1; index <= 8; index++) {
    const left = (index * 197) % Math.floor(width / 2)
    const top = (index * 331) % Math.floor(height / 2)
    boxes.push([left, top, Math.min(64 + index * 61, width - left), Math.min(40 + index * 83, height - top)])
  }
  return boxes
}

/** The box at another size, every pixel the mean of what it covers. */
function averaged(
  reference: Reference,
  [left, top, w, h]: Box,
  [outWidth, outHeight]: readonly [number, number]
): Float64Array {
  const out = new Float64Array(outWidth * outHeight * 3)
  for (let y = 0; y < outHeight; y++) {
    const y0 = top + Math.floor((y * h) / outHeight)
    const y1 = Math.max(y0 + 1, top + Math.floor(((y + 1) * h) / outHeight))
    for (let x = 0; x < outWidth; x++) {
      const x0 = left + Math.floor((x * w) / outWidth)
      const x1 = Math.max(x0 + 1, left + Math.floor(((x + 1) * w) / outWidth))
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0
        for (let v = y0; v < y1; v++) {
          for (let u = x0; u < x1; u++) sum += reference.data[(v * reference.width + u) * 3 + channel] ?? 0
        }
        out[(y * outWidth + x) * 3 + channel] = sum / ((y1 - y0) * (x1 - x0))
      }
    }
  }
  return out
}

function meanDifference(data: Uint8Array, channels: number, expected: Float64Array): number {
  let sum = 0
  for (let pixel = 0; pixel < expected.length / 3; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      sum += Math.abs((data[pixel * channels + channel] ?? 0) - (expected[pixel * 3 + channel] ?? 0))
    }
  }
  return sum / expected.length
}

/** Value noise between 0 and 1, smooth between whole coordinates. */
function noise(x: number, y: number, seed: number): number {
  const column = Math.floor(x)
  const row = Math.floor(y)
  const mix = (a: number, b: number, t: number): number => a + (b - a) * t
  const upper = mix(hash(column, row, seed), hash(column + 1, row, seed), x - column)
  const lower = mix(hash(column, row + 1, seed), hash(column + 1, row + 1, seed), x - column)
  return mix(upper, lower, y - row)
}

function hash(x: number, y: number, seed: number): number {
  let bits = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed + 1, 2246822519)
  bits = Math.imul(bits ^ (bits >>> 13), 1274126177)
  return ((bits ^ (bits >>> 16)) >>> 0) / 0xffffffff
}
