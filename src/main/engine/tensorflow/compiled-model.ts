import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import type { Optimizer } from '@shared/contract/training'
import { createAugmenter } from '../augment/augment'
import type { CompiledModel, CompileOptions, Examples, NamedTensor, StepArguments, StepResult } from '../backend'
import { checkBatch, checkExamples, checkImages, checkTensors, elementsOf } from './checks'
import type { Binding } from './binding'
import { names } from './graph-names'
import { buildProgram } from './program'
import type { Program } from './program'
import { openSession } from './session'
import type { Feed, Session } from './session'
import type { Variable } from './variables'

/** Adam's count of updates travels with its slots: the bias correction depends on it. */
const iterationsName = 'iterations'
/** Images per call in prediction: large enough to fill all threads, small enough to stay in the cache. */
const predictionBatch = 256

const scalar = (name: string, dtype: 'int32' | 'float32', value: number): Feed => ({
  name,
  dtype,
  shape: [],
  data: dtype === 'int32' ? Int32Array.of(value) : Float32Array.of(value)
})

/** Rows of an array whose rows are `size` long. */
function gatherRows<Data extends Uint8Array | Float32Array>(
  from: Data,
  rows: Int32Array,
  size: number,
  into: Data
): Data {
  rows.forEach((row, i) => into.set(from.subarray(row * size, (row + 1) * size), i * size))
  return into
}

export interface CompileParts {
  readonly binding: Binding
  readonly model: Model
  readonly options: CompileOptions
  /** Bytes of training images that may be kept in TensorFlow a second time; more is fed batch by batch. */
  readonly residentLimit: number
  onDispose(compiled: TensorflowModel): void
}

export interface TensorflowModel extends CompiledModel {
  /** Bytes that its variables hold. */
  bytes(): number
}

/** A model whose weights, optimizer slots and (where they fit) training images live in one TensorFlow session. */
export function compileModel({ binding, model, options, residentLimit, onDispose }: CompileParts): TensorflowModel {
  const imageSize = elementsOf(model.input_shape)
  const augmenter = createAugmenter(options.augmentation, options.seed, model.input_shape)
  let program: Program = buildProgram(model, options, augmenter)
  let session: Session = openSession(binding, program.graph)
  let iterations = 0
  let examples: Examples | null = null
  let resident = false

  function setVariables(variables: readonly Variable[], tensors: readonly NamedTensor[], done: string): void {
    const byName = new Map(tensors.map(tensor => [tensor.name, tensor]))
    const feeds = variables.map((variable): Feed => {
      const shape = variable.shape ?? []
      const data = byName.get(variable.name)?.data ?? new Float32Array(elementsOf(shape))
      return { name: names.set(variable), dtype: 'float32', shape, data }
    })
    session.run(feeds, [done])
  }

  function getVariables(variables: readonly Variable[]): NamedTensor[] {
    if (variables.length === 0) return []
    const fetched = session.run([], variables.map(names.get))
    return variables.map(({ name, shape }, i) => {
      const data = fetched[i]
      if (!(data instanceof Float32Array)) throw new Error(`${name} is not float32`)
      return { name, shape: shape ?? [], data }
    })
  }

  function makeResident(): void {
    const fits = examples !== null && examples.x instanceof Uint8Array && examples.x.byteLength <= residentLimit
    resident = fits
    // An empty array in place of data that is no longer wanted frees it.
    const x = fits && examples?.x instanceof Uint8Array ? examples.x : new Uint8Array(0)
    const shape = [x.length / imageSize, ...model.input_shape]
    session.run([{ name: names.dataBytes, dtype: 'uint8', shape, data: x }], [names.dataDone])
  }

  function imageFeed(data: Examples, indices: Int32Array): Feed {
    if (resident) return { name: names.trainIndices, dtype: 'int32', shape: [indices.length], data: indices }
    const shape = [indices.length, ...model.input_shape]
    const size = indices.length * imageSize
    return data.x instanceof Uint8Array
      ? {
          name: names.trainBytes,
          dtype: 'uint8',
          shape,
          data: gatherRows(data.x, indices, imageSize, new Uint8Array(size))
        }
      : {
          name: names.trainX,
          dtype: 'float32',
          shape,
          data: gatherRows(data.x, indices, imageSize, new Float32Array(size))
        }
  }

  function batchFeeds(data: Examples, { indices, step, learningRate }: StepArguments, labels: Int32Array): Feed[] {
    const count = indices.length
    const weights = Float32Array.from(indices, row => data.sampleWeight?.[row] ?? 1)
    const feeds = [
      imageFeed(data, indices),
      { name: names.trainLabels, dtype: 'int32' as const, shape: [count], data: labels },
      { name: names.trainWeights, dtype: 'float32' as const, shape: [count], data: weights },
      scalar(names.trainStep, 'int32', step),
      scalar(names.trainIterations, 'int32', iterations),
      scalar(names.trainLearningRate, 'float32', learningRate)
    ]
    if (augmenter.stages.length === 0) return feeds
    const data_ = augmenter.draw({ step, count })
    return [
      ...feeds,
      { name: names.trainAugmentation, dtype: 'float32', shape: [count, data_.length / count], data: data_ }
    ]
  }

  /** Runs the forward pass in parts; `fetch` gives the same number of values for each image. */
  function forward(x: Uint8Array | Float32Array, count: number, fetch: string, batchSize: number): Float32Array {
    checkImages(x, count, imageSize)
    let result = new Float32Array(0)
    for (let start = 0; start < count; start += batchSize) {
      const size = Math.min(batchSize, count - start)
      const data = x.subarray(start * imageSize, (start + size) * imageSize)
      const shape = [size, ...model.input_shape]
      const feed: Feed =
        data instanceof Uint8Array
          ? { name: names.predictBytes, dtype: 'uint8', shape, data }
          : { name: names.predictX, dtype: 'float32', shape, data }
      const [part] = session.run([feed], [fetch])
      if (!(part instanceof Float32Array)) throw new Error(`${fetch} is not float32`)
      if (result.length === 0) result = new Float32Array((part.length / size) * count)
      result.set(part, (part.length / size) * start)
    }
    return result
  }

  const compiled: TensorflowModel = {
    backend: 'tensorflow',
    setTrainingData(data) {
      checkExamples(data, imageSize, program.classes)
      examples = data
      makeResident()
    },
    async trainStep(args): Promise<StepResult> {
      const data = checkBatch(examples, args.indices)
      const labels = Int32Array.from(args.indices, row => data.y[row] ?? 0)
      const [result] = session.run(batchFeeds(data, args, labels), [names.trainResult])
      iterations++
      const [loss = Number.NaN] = result ?? []
      const predicted = Int32Array.from(result?.subarray(1) ?? [])
      const correct = predicted.reduce((sum, label, i) => sum + Number(label === labels[i]), 0)
      return { loss, correct, predicted }
    },
    async predict(x, count, batchSize = predictionBatch) {
      return forward(x, count, names.predictY, batchSize)
    },
    async features(x, count, layer) {
      const fetch = program.entering.get(layer)
      if (fetch === undefined) throw new VitrineError('NOT_FOUND', `The model has no layer ${layer}.`)
      return forward(x, count, fetch, predictionBatch)
    },
    async getWeights() {
      return getVariables(program.weights)
    },
    async setWeights(weights) {
      checkTensors(program.weights, weights, 'weights')
      setVariables(program.weights, weights, names.weightsDone)
    },
    async getOptimizerState() {
      const count = { name: iterationsName, shape: [1], data: Float32Array.of(iterations) }
      return [count, ...getVariables(program.slots)]
    },
    async setOptimizerState(state) {
      const count = state.find(({ name }) => name === iterationsName)
      const slots = state.filter(tensor => tensor !== count)
      checkTensors(program.slots, slots, 'optimizer state')
      setVariables(program.slots, slots, names.slotsDone)
      iterations = count?.data[0] ?? 0
    },
    async setOptimizer(optimizer: Optimizer) {
      const weights = getVariables(program.weights)
      const next = buildProgram(model, { ...options, optimizer }, augmenter)
      const opened = openSession(binding, next.graph)
      session.close()
      program = next
      session = opened
      setVariables(program.weights, weights, names.weightsDone)
      reset()
      if (examples) makeResident()
    },
    bytes: () =>
      [...program.weights, ...program.slots].reduce((sum, { shape }) => sum + 4 * elementsOf(shape ?? []), 0) +
      (resident ? (examples?.x.byteLength ?? 0) : 0),
    dispose() {
      session.close()
      onDispose(compiled)
    }
  }

  function reset(): void {
    setVariables(program.slots, [], names.slotsDone)
    iterations = 0
  }
  setVariables(program.weights, [], names.weightsDone)
  reset()
  return compiled
}
