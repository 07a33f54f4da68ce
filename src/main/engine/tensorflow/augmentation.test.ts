import { beforeAll, describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { modelSchema } from '@shared/contract/model'
import { augmentationSchema, trainingSchema } from '@shared/contract/training'
import type { Augmentation } from '@shared/contract/training'
import { createRandom } from '@shared/domain/random/random'
import { createAugmenter } from '../augment/augment'
import type { Backend } from '../backend'
import { createTensorflowBackend } from './tensorflow-backend'
import { engineRoot, firstRows, needsEngine, relativeError } from './testing/engine'

const height = 9
const width = 7
const size = height * width * 2
const count = 6

const every: Record<Augmentation['class_name'], Augmentation> = {
  RandomRotation: { class_name: 'RandomRotation', factor: 0.4 },
  RandomZoom: { class_name: 'RandomZoom', factor: 0.6 },
  RandomContrast: { class_name: 'RandomContrast', factor: 0.5 },
  RandomFlip: { class_name: 'RandomFlip', mode: 'horizontal_and_vertical' },
  RandomTranslation: { class_name: 'RandomTranslation', height_factor: 0.7, width_factor: 0.4 },
  GaussianNoise: { class_name: 'GaussianNoise', stddev: 0.2 },
  RandomCutout: { class_name: 'RandomCutout', size: 0.4 },
  RandomPolarity: { class_name: 'RandomPolarity', probability: 0.5 },
  RandomBackground: { class_name: 'RandomBackground', probability: 0.7, max: 0.6 }
}

describe.runIf(engineRoot)(`augmentation in the graph, ${needsEngine}`, () => {
  let tensorflow: Backend
  beforeAll(() => {
    tensorflow = createTensorflowBackend({ root: engineRoot ?? '', threads: 2 })
  })

  /**
   * The augmented pixels, read off a weight: the gradient of a Dense layer's kernel is xᵀ (p − target), so with equal
   * probabilities and one example at a time it is the image times a known number.
   */
  async function augmented(
    augmentation: readonly Augmentation[],
    x: Float32Array,
    step: number
  ): Promise<Float32Array> {
    const model = v.parse(modelSchema, {
      name: 'reader',
      input_shape: [height, width, 2],
      layers: [
        { class_name: 'Flatten', name: 'flat' },
        { class_name: 'Dense', name: 'out', units: 2, activation: 'softmax', kernel_initializer: 'zeros' }
      ]
    })
    const settings = v.parse(trainingSchema, { optimizer: { name: 'sgd' }, augmentation, seed: 5 })
    const compiled = await tensorflow.compile(model, settings)
    compiled.setTrainingData({ count: 1, x, y: Int32Array.of(0) })
    await compiled.trainStep({ indices: firstRows(1), step, learningRate: 1 })
    const [kernel] = await compiled.getWeights()
    compiled.dispose()
    return Float32Array.from({ length: size }, (_, i) => (kernel?.data[2 * i] ?? 0) * 2)
  }

  const random = createRandom(3, 'pixels')
  // Half of the pixels dark, so that there is ground to fill.
  const pixels = Float32Array.from({ length: size }, () => Math.max(random.uniform(-1, 1), 0))

  const cases: [string, Augmentation[]][] = [
    ...augmentationSchema.options.map((option): [string, Augmentation[]] => {
      const name = option.entries.class_name.literal
      return [name, [every[name]]]
    }),
    ['all together', Object.values(every)]
  ]
  test.each(cases)('%s equals the reference', async (_, augmentation) => {
    const reference = createAugmenter(augmentation, 5, [height, width, 2])
    for (let step = 0; step < count; step++) {
      const expected = reference.apply(pixels, { step, count: 1 })
      expect(relativeError(await augmented(augmentation, pixels, step), expected)).toBeLessThan(1e-4)
    }
  })
})
