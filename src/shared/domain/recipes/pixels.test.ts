import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Kernel } from '@shared/contract/recipe'
import { toLuma } from './color'
import { study } from './named'
import { blankPixels, type Pixels } from './pixels'
import { resizePixels } from './resample'
import { runRecipe } from './run-recipe'

type Source = readonly [width: number, height: number, channels: number]

const golden: {
  readonly pillow: string
  readonly resized: readonly [Source, target: readonly [number, number], Kernel, bytes: string][]
  readonly luma: readonly [Source, bytes: string][]
  readonly study: readonly [Source, bytes: string][]
} = JSON.parse(gunzipSync(readFileSync(new URL('golden/pixels.json.gz', import.meta.url))).toString())

/** The same picture as in golden/make_pixels.py. */
function draw([width, height, channels]: Source): Pixels {
  const picture = blankPixels(width, height, channels)
  picture.data.forEach((_, at) => {
    const c = at % channels
    const x = Math.floor(at / channels) % width
    const y = Math.floor(at / channels / width)
    picture.data[at] = ((x * x * 3 + y * 7 + c * 50) ^ (x * y)) + 64 * ((Math.floor(x / 9) + Math.floor(y / 5)) % 2)
  })
  return picture
}

function largestDifference(actual: Uint8Array, base64: string): number {
  const expected = Buffer.from(base64, 'base64')
  expect(actual.length).toBe(expected.length)
  return actual.reduce((largest, value, at) => Math.max(largest, Math.abs(value - (expected[at] ?? 0))), 0)
}

describe(`pixels against Pillow ${golden.pillow}`, () => {
  it.each(golden.resized)('%j to %j by %s', (source, [width, height], kernel, bytes) => {
    expect(largestDifference(resizePixels(draw(source), width, height, kernel).data, bytes)).toBe(0)
  })

  it.each(golden.luma)('luma of %j', (source, bytes) => {
    expect(largestDifference(toLuma(draw(source)).data, bytes)).toBe(0)
  })

  it.each(golden.study)("the study's recipe on %j", (source, bytes) => {
    const input = runRecipe(draw(source), { kind: 'whole' }, study)
    expect([input.width, input.height, input.channels]).toEqual([28, 28, 1])
    expect(largestDifference(input.data, bytes)).toBe(0)
  })
})
