import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import { initialWeights } from '@shared/domain/models/initialisers'
import { createAugmenter } from '../augment/augment'
import type { CompiledModel, CompileOptions, Examples, NamedTensor } from '../backend'
import { checkTrainable } from '../check-model'
import { batchFeeds, imageFeed } from './batches'
import type { Binding } from './binding'
import { checkBatch, checkExamples, checkImages, checkTensors, elementsOf } from './checks'
import { names } from './graph-names'
import { loadProgram } from './loaded-program'
import { buildProgram } from './program'

/** Images per call in prediction: enough to fill all threads, few enough to stay in the processor's cache. */
const predictionBatch = 256

export interface CompileParts {
  readonly binding: Binding
  readonly model: Model
  readonly options: CompileOptions
  /** Bytes of training images that may be kept in TensorFlow a second time; more is fed batch by batch. */
  readonly residentLimit: number
  onDispose(compiled: TensorflowModel): void
}

export interface TensorflowModel extends CompiledModel {
  /** Bytes that it holds in TensorFlow. */
  bytes(): number
}

/**
 * A model whose weights, optimizer slots and (where they fit) training images live in one TensorFlow session. Until
 * training data is set the session holds the forward pass only: a loss that doesn't suit the model is no error before.
 */
export function compileModel({ binding, model, options, residentLimit, onDispose }: CompileParts): TensorflowModel {
  const imageSize = elementsOf(model.input_shape)
  const augmenter = createAugmenter(options.augmentation, options.seed, model.input_shape)
  let { optimizer } = options
  let examples: Examples | null = null
  let resident = false
  let program = loadProgram(binding, buildProgram(model, null))
  let hasWeights = false

  /** Starting weights are drawn when they are first needed: most models are given others at once. */
  function ensureWeights(): void {
    if (!hasWeights) program.setWeights(initialWeights(model, options.seed))
    hasWeights = true
  }

  /** Replaces the session by one that trains, with fresh optimizer slots. */
  function rebuildForTraining(): void {
    const weights = hasWeights ? program.getWeights() : null
    const next = loadProgram(binding, buildProgram(model, { options: { ...options, optimizer }, augmenter }))
    program.session.close()
    program = next
    if (weights) program.setWeights(weights)
    if (examples) placeData(examples)
  }

  function placeData({ x }: Examples): void {
    resident = x instanceof Uint8Array && x.byteLength <= residentLimit
    // An empty array in place of what lay there before frees it.
    const data = resident && x instanceof Uint8Array ? x : new Uint8Array(0)
    const shape = [data.length / imageSize, ...model.input_shape]
    program.session.run([{ name: names.dataBytes, dtype: 'uint8', shape, data }], [names.dataDone])
  }

  /** Runs the forward pass part by part; `fetch` gives the same number of values for each image. */
  function forward(x: Examples['x'], count: number, fetch: string, batchSize: number): Float32Array {
    checkImages(x, count, imageSize)
    ensureWeights()
    let result = new Float32Array(0)
    for (let start = 0; start < count; start += batchSize) {
      const size = Math.min(batchSize, count - start)
      const images = x.subarray(start * imageSize, (start + size) * imageSize)
      const [part] = program.session.run([imageFeed(images, [size, ...model.input_shape], 'predict')], [fetch])
      if (!(part instanceof Float32Array)) throw new Error(`${fetch} is not float32`)
      const width = part.length / size
      if (start === 0) result = new Float32Array(width * count)
      result.set(part, width * start)
    }
    return result
  }

  const compiled: TensorflowModel = {
    backend: 'tensorflow',
    setTrainingData(data) {
      checkTrainable(model, options.loss, options.label_smoothing)
      checkExamples(data, imageSize, program.classes)
      const first = examples === null
      examples = data
      if (first) rebuildForTraining()
      else placeData(data)
    },
    async trainStep(args) {
      const data = checkBatch(examples, args.indices)
      ensureWeights()
      const labels = Int32Array.from(args.indices, row => data.y[row] ?? 0)
      const feeds = batchFeeds({ model, augmenter, examples: data, resident }, args, labels)
      const [result] = program.session.run(feeds, [names.trainResult])
      const [loss = Number.NaN] = result ?? []
      const predicted = Int32Array.from(result?.subarray(1) ?? [])
      const correct = predicted.reduce((sum, label, i) => sum + Number(label === labels[i]), 0)
      return { loss, correct, predicted }
    },
    predict: async (x, count, batchSize = predictionBatch) => forward(x, count, names.predictY, batchSize),
    async features(x, count, layer, batchSize = predictionBatch) {
      const fetch = program.entering.get(layer)
      if (fetch === undefined)
        throw new VitrineError('NOT_FOUND', `The model has no layer "${layer}". Choose one of its layers.`)
      return forward(x, count, fetch, batchSize)
    },
    async getWeights() {
      ensureWeights()
      return program.getWeights()
    },
    async setWeights(weights) {
      checkTensors(program.weights, weights, 'weights')
      program.setWeights(weights)
      hasWeights = true
    },
    getOptimizerState: async () => program.getSlots(),
    async setOptimizerState(state: readonly NamedTensor[]) {
      checkTensors(program.slots, state, 'optimizer state')
      program.setSlots(state)
    },
    async setOptimizer(settings) {
      optimizer = settings
      if (examples) rebuildForTraining()
    },
    bytes: () => program.bytes + (resident ? (examples?.x.byteLength ?? 0) : 0),
    dispose() {
      program.session.close()
      examples = null
      onDispose(compiled)
    }
  }
  return compiled
}
