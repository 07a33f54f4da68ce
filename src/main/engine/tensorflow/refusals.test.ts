import { beforeAll, describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { VitrineError } from '@shared/contract/errors'
import type { LayerInput, Model } from '@shared/contract/model'
import { trainingSchema } from '@shared/contract/training'
import type { TrainingInput } from '@shared/contract/training'
import type { Backend, CompiledModel } from '../backend'
import { checkBinding, loadBinding } from './binding'
import { Graph } from './graph'
import { openSession } from './session'
import { createTensorflowBackend } from './tensorflow-backend'
import { buildExamples, buildModel, classes, engineRoot, firstRows, needsEngine, prepare } from './testing/engine'

const head: LayerInput[] = [
  { class_name: 'Flatten', name: 'flat' },
  { class_name: 'Dense', name: 'out', units: classes, activation: 'softmax' }
]

async function refusal(work: () => unknown): Promise<VitrineError> {
  try {
    await work()
  } catch (error) {
    if (error instanceof VitrineError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('a library of another release, or something that is none', () => {
  const other = { runSavedModel: () => [], TF_Version: '2.9.1' }
  expect(() => checkBinding(other, '/engine')).toThrow(/holds TensorFlow 2\.9\.1.*engine install/)
  expect(() => checkBinding({}, '/engine')).toThrow(/does not hold.*engine install/)
})

describe.runIf(engineRoot)(`what is refused, ${needsEngine}`, () => {
  let tensorflow: Backend
  beforeAll(() => {
    tensorflow = createTensorflowBackend({ root: engineRoot ?? '', threads: 2 })
  })

  test('a layer that the engine has no rule for, by its name and with what it has', async () => {
    const model = buildModel(...head)
    // As a later version's file would hold it: the schema of this one knows no such class.
    const foreign = { ...model, layers: [{ class_name: 'LSTM', name: 'memory' }, ...model.layers] } as unknown as Model
    const error = await refusal(() => tensorflow.compile(foreign, v.parse(trainingSchema, {})))
    expect(error.code).toBe('UNSUPPORTED')
    expect(error.message).toMatch(/memory.*LSTM.*Conv2D/)
  })

  test('a depthwise convolution with unequal strides', async () => {
    const layers: LayerInput[] = [
      { class_name: 'DepthwiseConv2D', name: 'uneven', kernel_size: [2, 2], strides: [2, 1] },
      ...head
    ]
    const error = await refusal(() => tensorflow.compile(buildModel(...layers), v.parse(trainingSchema, {})))
    expect(error).toMatchObject({ code: 'UNSUPPORTED', details: { layer: 'uneven' } })
  })

  const training: [string, TrainingInput, RegExp][] = [
    ['a hinge loss behind softmax', { loss: 'squared_hinge' }, /linear/],
    ['label smoothing of a hinge loss', { loss: 'categorical_hinge', label_smoothing: 0.1 }, /./]
  ]
  test.each(training)('%s, when training begins', async (_, settings, message) => {
    const compiled = await tensorflow.compile(buildModel(...head), v.parse(trainingSchema, settings))
    // Predicting with such a model is no mistake.
    expect((await compiled.predict(buildExamples().x, 5)).length).toBe(5 * classes)
    expect((await refusal(() => compiled.setTrainingData(buildExamples()))).message).toMatch(message)
    compiled.dispose()
  })

  const wrong: [string, (compiled: CompiledModel) => unknown, RegExp][] = [
    ['an empty batch', c => c.trainStep({ indices: new Int32Array(0), step: 0, learningRate: 1 }), /at least one/],
    [
      'a row that is not there',
      c => c.trainStep({ indices: Int32Array.of(5), step: 0, learningRate: 1 }),
      /example 5 of 5/
    ],
    ['images of another size', c => c.predict(new Float32Array(100), 1), /input size/],
    [
      'no examples',
      c => c.setTrainingData({ count: 0, x: new Uint8Array(0), y: new Int32Array(0) }),
      /no training examples/
    ],
    [
      'a class that the model lacks',
      c => c.setTrainingData({ ...buildExamples(), y: Int32Array.of(0, 1, 2, 3, 0) }),
      /class 3.*3 classes/
    ],
    ['too few labels', c => c.setTrainingData({ ...buildExamples(), y: Int32Array.of(0) }), /5 examples but 1 label/],
    [
      'too few sample weights',
      c => c.setTrainingData({ ...buildExamples(), sampleWeight: new Float32Array(2) }),
      /sample weights/
    ],
    ['weights of another model', c => c.setWeights([]), /another model/],
    [
      'optimizer state of another model',
      c => c.setOptimizerState([{ name: 'x', shape: [1], data: new Float32Array(1) }]),
      /another model/
    ],
    ['a layer that is not there', c => c.features?.(buildExamples().x, 5, 'nowhere'), /no layer "nowhere"/]
  ]
  test.each(wrong)('%s; training goes on afterwards', async (_, work, message) => {
    const compiled = await prepare(tensorflow, buildModel(...head))
    expect((await refusal(() => work(compiled))).message).toMatch(message)
    const { loss } = await compiled.trainStep({ indices: firstRows(5), step: 0, learningRate: 0.01 })
    expect(Number.isFinite(loss)).toBe(true)
    compiled.dispose()
    expect((await refusal(() => compiled.predict(buildExamples().x, 5))).message).toMatch(/disposed/)
  })

  test('a graph that TensorFlow rejects becomes an error, and no tensor is left', async () => {
    const binding = loadBinding(engineRoot ?? '', 2)
    const broken = new Graph()
    broken.op('NoSuchOp', [], {}, { shape: [] })
    expect((await refusal(() => openSession(binding, broken))).code).toBe('ENGINE_FAILED')
    const session = openSession(binding, new Graph())
    const feed = { name: 'nowhere', dtype: 'int32' as const, shape: [1], data: Int32Array.of(1) }
    expect((await refusal(() => session.run([feed], ['nowhere']))).code).toBe('ENGINE_FAILED')
    session.close()
    expect(tensorflow.memory().tensors).toBe(0)
  })

  test('a folder without the library', async () => {
    const error = await refusal(() => createTensorflowBackend({ root: '/nonexistent', threads: 1 }))
    expect(error.code).toBe('ENGINE_FAILED')
    expect(error.message).toMatch(/Install the engine again|wasm/)
  })
})
