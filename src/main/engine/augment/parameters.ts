import { createRandom } from '@shared/domain/random/random'
import type { Random } from '@shared/domain/random/random'
import type { ImageShape, Stage, Tint } from './stages'
import { parameterWidth } from './stages'
import { drawWarp } from './warp'

export interface Draw {
  readonly seed: number
  /** Optimizer steps done before, over the whole run. */
  readonly step: number
  /** Examples of the batch. */
  readonly count: number
  readonly shape: ImageShape
}

/** Gaussian numbers are taken from a table at a random place: the same in every back end, and quicker than drawing them. */
const noiseTableSize = 1 << 18

/** Standard normal numbers for GaussianNoise, long enough to read an image's worth from any place below the table's size. */
export function noiseTable(seed: number, [height, width, channels]: ImageShape): Float32Array {
  const random = createRandom(seed, 'augment', 'noise')
  const table = Float32Array.from({ length: noiseTableSize }, () => random.normal())
  return Float32Array.from(
    { length: noiseTableSize + height * width * channels },
    (_, i) => table[i % noiseTableSize] ?? 0
  )
}

/**
 * What steers a tint, per example:
 * contrast: the factor. Noise: the place in the table. Cutout: top, left, bottom, right (exclusive) in pixels.
 * Polarity: 1 to invert, else 0. Background: the grey to fill with, 0 for none.
 */
function drawTint(tint: Tint, random: Random, [height, width]: ImageShape): readonly number[] {
  switch (tint.class_name) {
    case 'RandomContrast':
      return [random.uniform(1 - tint.factor, 1 + tint.factor)]
    case 'GaussianNoise':
      return [random.integer(noiseTableSize)]
    case 'RandomCutout': {
      const rows = Math.round(tint.size * height)
      const columns = Math.round(tint.size * width)
      // The centre may lie anywhere, so that the border is cut out as often as the middle.
      const top = random.integer(height) - Math.floor(rows / 2)
      const left = random.integer(width) - Math.floor(columns / 2)
      return [top, left, top + rows, left + columns]
    }
    case 'RandomPolarity':
      return [random.uniform() < tint.probability ? 1 : 0]
    case 'RandomBackground': {
      const grey = random.uniform(0, tint.max)
      return [random.uniform() < tint.probability ? grey : 0]
    }
  }
}

/**
 * The random numbers of a batch's augmentation, `[count, parameterWidth(stages)]`: a pure function of (seed, step, index
 * in the batch). A warp is the eight numbers of TensorFlow's projective transform, the last two 0.
 */
export function drawParameters(stages: readonly Stage[], { seed, step, count, shape }: Draw): Float32Array {
  const width = parameterWidth(stages)
  const parameters = new Float32Array(count * width)
  for (let index = 0; index < count; index++) {
    const random = createRandom(seed, 'augment', step, index)
    const drawn = stages.flatMap(stage =>
      stage.kind === 'warp' ? [...drawWarp(stage.moves, random, shape), 0, 0] : drawTint(stage.tint, random, shape)
    )
    parameters.set(drawn, index * width)
  }
  return parameters
}
