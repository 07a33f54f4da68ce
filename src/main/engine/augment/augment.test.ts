import { describe, expect, test } from 'vitest'
import type { Augmentation } from '@shared/contract/training'
import { createRandom } from '@shared/domain/random/random'
import { createAugmenter } from './augment'
import { reflect } from './warp'

const shape = [6, 5, 2] as const
const size = 6 * 5 * 2
const random = createRandom(1, 'images')
const images = Float32Array.from({ length: 4 * size }, () => random.uniform(0.2, 0.9))

function augment(augmentation: Augmentation[], seed = 7, step = 3): Float32Array {
  return createAugmenter(augmentation, seed, [...shape]).apply(images, { step, count: 4 })
}
const imageOf = (batch: Float32Array, index: number): Float32Array => batch.subarray(index * size, (index + 1) * size)

describe('augmentation', () => {
  const all: Augmentation[] = [
    { class_name: 'RandomRotation', factor: 0.05 },
    { class_name: 'RandomZoom', factor: 0.1 },
    { class_name: 'RandomContrast', factor: 0.2 },
    { class_name: 'RandomTranslation', height_factor: 0.1, width_factor: 0.1 },
    { class_name: 'GaussianNoise', stddev: 0.05 },
    { class_name: 'RandomCutout', size: 0.3 },
    { class_name: 'RandomPolarity', probability: 0.5 },
    { class_name: 'RandomBackground', probability: 0.5, max: 0.5 }
  ]

  test('is a function of seed, step and index', () => {
    expect(augment(all)).toEqual(augment(all))
    expect(augment(all, 8)).not.toEqual(augment(all))
    expect(augment(all, 7, 4)).not.toEqual(augment(all))
    const twice = Float32Array.from([...imageOf(images, 0), ...imageOf(images, 0)])
    const pair = createAugmenter(all, 7, [...shape]).apply(twice, { step: 3, count: 2 })
    expect(imageOf(pair, 0)).toEqual(imageOf(augment(all), 0))
    expect(imageOf(pair, 1)).not.toEqual(imageOf(pair, 0))
  })

  test('with nothing to do changes nothing', () => {
    expect(augment([])).toEqual(images)
    const idle = augment([
      { class_name: 'RandomZoom', factor: 0 },
      { class_name: 'RandomCutout', size: 0 },
      { class_name: 'RandomPolarity', probability: 0 },
      { class_name: 'RandomBackground', probability: 0, max: 1 }
    ])
    idle.forEach((value, i) => expect(value).toBeCloseTo(images[i] ?? 0, 5))
  })

  test('flips about the middle, half of the time', () => {
    const flipped = createAugmenter([{ class_name: 'RandomFlip', mode: 'horizontal' }], 1, [...shape])
    let flips = 0
    for (let step = 0; step < 50; step++) {
      const batch = flipped.apply(images, { step, count: 4 })
      const image = imageOf(batch, 0)
      const source = imageOf(images, 0)
      const same = image.every((value, i) => Math.abs(value - (source[i] ?? 0)) < 1e-5)
      const mirrored = (i: number): number => {
        const pixel = Math.floor(i / 2)
        return (Math.floor(pixel / 5) * 5 + (4 - (pixel % 5))) * 2 + (i % 2)
      }
      if (!same) image.forEach((value, i) => expect(value).toBeCloseTo(source[mirrored(i)] ?? 0, 5))
      flips += Number(!same)
    }
    expect(flips).toBeGreaterThan(12)
    expect(flips).toBeLessThan(38)
  })

  test('rotates by a whole turn at most the stated share', () => {
    // A quarter turn of a square image is exact: factor 0.25 reaches it only at the end of its range.
    const { draw } = createAugmenter([{ class_name: 'RandomRotation', factor: 0.05 }], 1, [9, 9, 1])
    for (let step = 0; step < 20; step++) {
      const [cosine = 0, sine = 0] = draw({ step, count: 1 })
      expect(Math.abs(Math.atan2(sine, cosine))).toBeLessThanOrEqual(0.05 * 2 * Math.PI + 1e-6)
    }
  })

  test('inverts, cuts out and fills the ground', () => {
    augment([{ class_name: 'RandomPolarity', probability: 1 }]).forEach((value, i) =>
      expect(value).toBeCloseTo(1 - (images[i] ?? 0), 6)
    )
    const cut = augment([{ class_name: 'RandomCutout', size: 1 / 3 }])
    expect(cut.filter(value => value === 0).length).toBeGreaterThan(0)
    const dark = new Float32Array(size)
    const filled = createAugmenter([{ class_name: 'RandomBackground', probability: 1, max: 0.5 }], 1, [...shape])
    const [first = 0, ...rest] = filled.apply(dark, { step: 0, count: 1 })
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThanOrEqual(0.5)
    expect(rest.every(value => value === first)).toBe(true)
    // Bright pixels are the subject, not the ground.
    expect(filled.apply(images, { step: 0, count: 4 })).toEqual(images)
  })

  test('keeps contrast within [0, 1] and the mean in place', () => {
    const mean = (batch: Float32Array): number => imageOf(batch, 0).reduce((sum, value) => sum + value, 0) / size
    const stretched = augment([{ class_name: 'RandomContrast', factor: 0.1 }])
    expect(mean(stretched)).toBeCloseTo(mean(images), 2)
    expect(Math.max(...augment([{ class_name: 'RandomContrast', factor: 1 }]))).toBeLessThanOrEqual(1)
  })
})

test('coordinates outside are mirrored with the edge repeated', () => {
  expect([-2, -1, 0, 3, 4, 5].map(x => reflect(x, 4))).toEqual([1, 0, 0, 3, 3, 2])
})
