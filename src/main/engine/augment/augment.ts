import type { Augmentation } from '@shared/contract/training'
import { drawParameters, noiseTable } from './parameters'
import type { Draw } from './parameters'
import type { ImageShape, Stage, Tint } from './stages'
import { groundLimit, parameterWidth, planStages, stageWidth } from './stages'
import { warpImage } from './warp'

/** Tints one image `[height, width, channels]` in place. */
function tintImage(
  image: Float32Array,
  tint: Tint,
  parameters: Float32Array,
  shape: ImageShape,
  noise: Float32Array
): void {
  const [height, width, channels] = shape
  const [first = 0, left = 0, bottom = 0, right = 0] = parameters
  switch (tint.class_name) {
    case 'RandomContrast':
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        for (let i = channel; i < image.length; i += channels) sum += image[i] ?? 0
        const mean = sum / (height * width)
        for (let i = channel; i < image.length; i += channels)
          image[i] = Math.min(Math.max(((image[i] ?? 0) - mean) * first + mean, 0), 1)
      }
      return
    case 'GaussianNoise':
      for (let i = 0; i < image.length; i++) image[i] = (image[i] ?? 0) + (noise[first + i] ?? 0) * tint.stddev
      return
    case 'RandomCutout':
      for (let row = Math.max(first, 0); row < Math.min(bottom, height); row++)
        image.fill(
          0,
          (row * width + Math.max(left, 0)) * channels,
          (row * width + Math.min(Math.max(right, 0), width)) * channels
        )
      return
    case 'RandomPolarity':
      if (first === 1) for (let i = 0; i < image.length; i++) image[i] = 1 - (image[i] ?? 0)
      return
    case 'RandomBackground':
      for (let pixel = 0; pixel < image.length; pixel += channels) {
        const brightest = Math.max(...image.subarray(pixel, pixel + channels))
        const ground = Math.max(1 - brightest / groundLimit, 0)
        for (let i = pixel; i < pixel + channels; i++) image[i] = (image[i] ?? 0) + first * ground
      }
      return
  }
}

export interface Augmenter {
  readonly stages: readonly Stage[]
  /** The batch's random numbers, for a back end that transforms the pixels itself. */
  draw(draw: Omit<Draw, 'seed' | 'shape'>): Float32Array
  /** The table that GaussianNoise reads; empty when nothing asks for noise. */
  readonly noise: Float32Array
  /** The augmented batch: `x` is `[count, height, width, channels]` in [0, 1]; a new array. */
  apply(x: Float32Array, draw: Omit<Draw, 'seed' | 'shape'>): Float32Array
}

/** Augmentation of one run. Every result is a pure function of (seed, step, index in the batch). */
export function createAugmenter(augmentations: readonly Augmentation[], seed: number, shape: ImageShape): Augmenter {
  const stages = planStages(augmentations)
  const noisy = augmentations.some(({ class_name }) => class_name === 'GaussianNoise')
  const noise = noisy ? noiseTable(seed, shape) : new Float32Array(0)
  const width = parameterWidth(stages)
  const size = shape[0] * shape[1] * shape[2]
  const draw: Augmenter['draw'] = ({ step, count }) => drawParameters(stages, { seed, step, count, shape })
  return {
    stages,
    noise,
    draw,
    apply(x, batch) {
      const parameters = draw(batch)
      const result = Float32Array.from(x)
      for (let index = 0; index < batch.count; index++) {
        const image = result.subarray(index * size, (index + 1) * size)
        let at = index * width
        for (const stage of stages) {
          const own = parameters.subarray(at, (at += stageWidth(stage)))
          if (stage.kind === 'warp') warpImage(image.slice(), image, own, shape)
          else tintImage(image, stage.tint, own, shape, noise)
        }
      }
      return result
    }
  }
}
