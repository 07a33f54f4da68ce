import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { layerSchema, modelSchema, type LayerInput } from '../../contract/model.ts'
import { trainingSchema } from '../../contract/training.ts'
import { initialWeights } from './initialisers.ts'
import { estimateMemory } from './memory.ts'
import { findPreset, presets } from './presets/presets.ts'
import { inferShapes } from './shapes.ts'
import { popLayers, transferModel, unfreezeFrom, withClasses } from './surgery.ts'
import { countParameters, weightSpecs } from './weights.ts'

function model(...layers: LayerInput[]) {
  return {
    name: 'test',
    input_shape: [8, 8, 1] as [number, number, number],
    layers: layers.map(layer => v.parse(layerSchema, layer))
  }
}
function preset(name: string) {
  const found = findPreset(name)
  if (!found) throw new Error(`no preset ${name}`)
  return found
}

describe('presets', () => {
  test.each(presets.map(entry => [entry.name, entry] as const))('%s is a valid model with ten outputs', (_, entry) => {
    expect(v.parse(modelSchema, entry.model)).toEqual(entry.model)
    expect(() => v.parse(trainingSchema, entry.training)).not.toThrow()
    const inferred = inferShapes(entry.model)
    expect(inferred.problems).toEqual([])
    expect(inferred.output).toEqual([10])
  })

  // Published counts (Keras's summaries, the study's design) and, for cnn-2 and cnn-3, sums by hand.
  test.each([
    ['scratch', 225_034],
    ['deep', 94_346],
    ['cnn-1', 1_199_882],
    ['cnn-2', 2_500_932],
    ['cnn-3', 4_798_768],
    ['lenet-5', 61_706],
    ['cnn-softmax', 3_274_634],
    ['best', 698_282]
  ])('%s has %i parameters', (name, parameters) => {
    expect(countParameters(preset(name).model).total).toBe(parameters)
  })

  test('resnet-18 has the 11,172,810 trainable parameters of its usual form for one channel', () => {
    expect(countParameters(preset('resnet-18').model)).toEqual({ total: 11_182_410, trainable: 11_172_810 })
  })

  test('transfer trains its head alone', () => {
    const trainable = weightSpecs(preset('transfer').model).filter(spec => spec.trainable)
    expect(trainable.map(spec => spec.name)).toEqual([
      'head_dense/kernel',
      'head_dense/bias',
      'head/kernel',
      'head/bias'
    ])
  })
})

describe('shapes', () => {
  test('an error is reported at the layer that causes it, and not again behind it', () => {
    const { problems, layers } = inferShapes(
      model(
        { class_name: 'Conv2D', name: 'a', filters: 2, kernel_size: [3, 3] },
        { class_name: 'MaxPooling2D', name: 'b', pool_size: [9, 9] },
        { class_name: 'Dense', name: 'c', units: 3 }
      )
    )
    expect(problems.map(problem => problem.layer)).toEqual(['b'])
    expect(layers.map(layer => layer.shape)).toEqual([[6, 6, 2], null, null])
  })

  test.each<[string, LayerInput[], RegExp]>([
    ['Dense on an image', [{ class_name: 'Dense', name: 'x', units: 3 }], /Flatten/],
    ['unknown input', [{ class_name: 'Flatten', name: 'x', inputs: ['nowhere'] }], /nowhere/],
    [
      'a name twice',
      [
        { class_name: 'Flatten', name: 'x' },
        { class_name: 'Dropout', name: 'x', rate: 0.5 }
      ],
      /taken/
    ],
    ['Add of one', [{ class_name: 'Add', name: 'x' }], /two inputs/],
    [
      'pooling after Flatten',
      [
        { class_name: 'Flatten', name: 'f' },
        { class_name: 'GlobalAveragePooling2D', name: 'x' }
      ],
      /image/
    ]
  ])('%s', (_, layers, message) => {
    expect(inferShapes(model(...layers)).problems).toEqual([{ layer: 'x', message: expect.stringMatching(message) }])
  })

  test('same padding with stride rounds up', () => {
    const strided = model({
      class_name: 'Conv2D',
      name: 'a',
      filters: 2,
      kernel_size: [3, 3],
      strides: [3, 3],
      padding: 'same'
    })
    expect(inferShapes(strided).output).toEqual([3, 3, 2])
  })
})

describe('initial weights', () => {
  test('depend on seed and name only', () => {
    const scratch = preset('scratch').model
    const [first] = initialWeights(scratch, 1)
    expect(initialWeights(scratch, 1)[0]).toEqual(first)
    expect(initialWeights(scratch, 2)[0]?.data).not.toEqual(first?.data)
    expect(initialWeights(withClasses(scratch, 3), 1)[0]).toEqual(first)
  })

  test('have the spread that Keras gives them', () => {
    const dense = initialWeights(preset('cnn-1').model, 7).find(weight => weight.name === 'dense/kernel')
    const limit = Math.sqrt(6 / (9216 + 128))
    const data = dense?.data ?? new Float32Array()
    const deviation = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length)
    expect(Math.max(...data.subarray(0, 10_000))).toBeLessThanOrEqual(limit)
    expect(deviation).toBeCloseTo(limit / Math.sqrt(3), 4)
    const he = initialWeights(preset('best').model, 7).find(weight => weight.name === 'conv2d_14/kernel')
    const heData = he?.data ?? new Float32Array()
    const heDeviation = Math.sqrt(heData.reduce((sum, value) => sum + value * value, 0) / heData.length)
    expect(heDeviation).toBeCloseTo(Math.sqrt(2 / (9 * 128)), 3)
  })
})

describe('surgery', () => {
  test('a new head never takes the name of a popped layer', () => {
    const base = preset('scratch').model
    const head = base.layers.slice(-1)
    const transferred = transferModel(base, { pop: 1, unfreezeFrom: 'dense', head, name: 't' })
    expect(transferred.layers.at(-1)?.name).toBe('head_dense_1')
    expect(transferred.layers.filter(layer => layer.trainable).map(layer => layer.name)).toEqual([
      'dense',
      'head_dense_1'
    ])
  })

  test('refuses to pop everything and to unfreeze what is not there', () => {
    const base = preset('scratch').model
    expect(() => popLayers(base, base.layers.length)).toThrow(RangeError)
    expect(() => unfreezeFrom(base, 'nowhere')).toThrow('nowhere')
  })
})

test('memory grows with the batch and with the optimizer’s slots', () => {
  const { model: deep } = preset('deep')
  const adam = v.parse(trainingSchema, {}).optimizer
  const sgd = v.parse(trainingSchema, { optimizer: { name: 'sgd' } }).optimizer
  const small = estimateMemory(deep, 1, adam)
  expect(estimateMemory(deep, 64, adam).activations).toBe(64 * small.activations)
  expect(small.training).toBe(3 * estimateMemory(deep, 1, sgd).training)
})
