import * as tf from '@tensorflow/tfjs-core'
import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import { initialWeights } from '@shared/domain/models/initialisers'
import { sizeOf, weightSpecs, type WeightSpec } from '@shared/domain/models/weights'
import type { CompiledModel, CompileOptions, Examples, NamedTensor } from '../backend'
import { checkModel, checkTrainable, endsInSoftmax } from '../check-model'
import { gatherRows, pick, sliceRows } from '../math/batch'
import { lossAndGradient, softmaxRows, type BatchLoss } from '../math/loss'
import { createOptimizer, regularizationLoss } from '../math/optimizer'
import { restoreTensor } from '../math/tensors'
import { reluBehindPooling } from '../relu-behind-pooling'
import { forward, type Pass } from './forward'

interface Weight extends WeightSpec {
  readonly data: Float32Array
}

/** Makes the batch of a step different each time; a pure function of (seed, step, index in the batch). */
export type AugmentBatch = (batch: Float32Array, count: number, step: number) => Float32Array

/**
 * A model on tfjs-core's operations. Weights and optimizer slots live in plain arrays: forward and backward pass run on
 * the back end, loss and update in TypeScript, so that `cpu` and `wasm` differ in their kernels only.
 */
export function compileForTfjs(
  backend: 'cpu' | 'wasm',
  model: Model,
  options: CompileOptions,
  augment: AugmentBatch | null
): CompiledModel {
  const inferred = checkModel(model)
  const rowSize = sizeOf(model.input_shape)
  const softmax = endsInSoftmax(model)
  // The oracle does as the model says.
  const order = backend === 'wasm' ? reluBehindPooling(inferred.layers) : null
  const start = initialWeights(model, options.seed)
  const weights: Weight[] = weightSpecs(model).map((spec, at) => ({
    ...spec,
    data: start[at]?.data ?? new Float32Array(sizeOf(spec.shape))
  }))
  const trainable = weights
    .filter(weight => weight.trainable)
    .map(weight => ({ ...weight, kernel: weight.role === 'kernel' }))
  const byName = new Map(weights.map(weight => [weight.name, weight]))
  let optimizer = createOptimizer(options.optimizer, trainable)
  let training: Examples | null = null

  function use(): void {
    // Both back ends are ready since they were created, so this takes effect at once.
    void tf.setBackend(backend)
  }

  function tensorOf({ data, shape }: Weight): tf.Tensor {
    return tf.tensor(data, [...shape])
  }

  /** Loss as an operation with a gradient of its own: its mathematics is shared by all back ends and runs on plain numbers. */
  function lossOperation(scores: tf.Tensor, labels: Int32Array, sampleWeight: Float32Array | undefined) {
    let batch: BatchLoss | undefined
    const operation = tf.customGrad((input, save) => {
      // customGrad types its arguments as a union with the save function, which comes last.
      const logits = input as tf.Tensor
      const keep = save as (tensors: tf.Tensor[]) => void
      const values = logits.dataSync<'float32'>()
      const computed = lossAndGradient(values, labels, sampleWeight, options)
      batch = computed
      keep([tf.tensor(computed.gradient, logits.shape)])
      const gradFunc = (dy: tf.Tensor, [gradient]: tf.Tensor[]) => (gradient ? tf.mul(dy, gradient) : dy)
      return { value: tf.scalar(computed.loss), gradFunc }
    })
    const loss = operation(scores)
    if (!batch) throw new Error('the loss was not computed')
    return { loss, batch }
  }

  function inBatches(
    x: Examples['x'],
    count: number,
    batchSize: number,
    columns: number,
    until?: string
  ): Float32Array {
    use()
    const result = new Float32Array(count * columns)
    tf.tidy(() => {
      const tensors = new Map(weights.map(weight => [weight.name, tensorOf(weight)]))
      const pass: Pass = { weight: (layer, role) => tensors.get(`${layer}/${role}`) }
      for (let from = 0; from < count; from += batchSize) {
        const to = Math.min(count, from + batchSize)
        tf.tidy(() => {
          const input = tf.tensor(sliceRows(x, from, to, rowSize), [to - from, ...model.input_shape])
          result.set(forward(inferred, input, pass, until).dataSync<'float32'>(), from * columns)
        })
      }
    })
    return result
  }

  return {
    backend,
    setTrainingData(examples) {
      checkTrainable(model, options.loss, options.label_smoothing)
      training = examples
    },

    async trainStep({ indices, step, learningRate }) {
      if (!training) throw new Error('setTrainingData comes before trainStep')
      use()
      const plain = gatherRows(training.x, indices, rowSize)
      const pixels = augment ? augment(plain, indices.length, step) : plain
      const labels = pick(training.y, indices)
      const sampleWeight = training.sampleWeight && pick(training.sampleWeight, indices)
      const statistics: { layer: string; mean: Float32Array; variance: Float32Array }[] = []
      const regularization = regularizationLoss(weights)

      let outcome: BatchLoss | undefined
      let gradients: Float32Array[] = []
      tf.tidy(() => {
        const frozen = new Map(
          weights.filter(weight => !weight.trainable).map(weight => [weight.name, tensorOf(weight)])
        )
        const input = tf.tensor(pixels, [indices.length, ...model.input_shape])
        const computeGradients = tf.grads((...tensors: tf.Tensor[]) => {
          const named = new Map(trainable.map((weight, at) => [weight.name, tensors[at]]))
          const scores = forward(inferred, input, {
            weight: (layer, role) => named.get(`${layer}/${role}`) ?? frozen.get(`${layer}/${role}`),
            training: {
              seed: options.seed,
              step,
              order,
              onStatistics: (layer, mean, variance) => statistics.push({ layer, mean, variance })
            }
          })
          const { loss, batch } = lossOperation(scores, labels, sampleWeight)
          outcome = batch
          // customGrad forgets that the value it was given is a scalar.
          return loss as tf.Scalar
        })
        const tensors = computeGradients(trainable.map(tensorOf))
        gradients = tensors.map(tensor => tensor.dataSync<'float32'>())
      })
      // The compiler doesn't follow assignments made inside the callback.
      const batch = outcome as BatchLoss | undefined
      if (!batch) throw new Error('the step computed no loss')
      optimizer.apply(gradients, step, learningRate)
      for (const { layer, mean, variance } of statistics) moveStatistics(layer, mean, variance)
      return { loss: batch.loss + regularization, correct: batch.correct, predicted: batch.predicted }
    },

    async predict(x, count, batchSize = 256) {
      const classes = inferred.output?.[0] ?? 0
      const outputs = inBatches(x, count, batchSize, classes)
      if (softmax) softmaxRows(outputs, classes)
      return outputs
    },

    async features(x, count, layer, batchSize = 256) {
      const columns = inferred.layers.find(entry => entry.layer.name === layer)?.inputShapes[0]
      if (!columns) {
        throw new VitrineError('NOT_FOUND', `The model has no layer "${layer}". Choose one of its layers.`)
      }
      return inBatches(x, count, batchSize, sizeOf(columns), layer)
    },

    async getWeights() {
      return weights.map(({ name, shape, data }) => ({ name, shape, data: data.slice() }))
    },
    async setWeights(saved) {
      for (const { name, data } of weights) restoreTensor(saved, name, data)
    },
    async getOptimizerState() {
      return optimizer.slots()
    },
    async setOptimizerState(state: readonly NamedTensor[]) {
      optimizer.restore(state)
    },
    async setOptimizer(settings) {
      optimizer = createOptimizer(settings, trainable)
    },
    dispose() {
      training = null
    }
  }

  function moveStatistics(layer: string, mean: Float32Array, variance: Float32Array): void {
    const found = model.layers.find(candidate => candidate.name === layer)
    if (found?.class_name !== 'BatchNormalization') return
    moveAverage(byName.get(`${layer}/moving_mean`)?.data, mean, found.momentum)
    moveAverage(byName.get(`${layer}/moving_variance`)?.data, variance, found.momentum)
  }
}

function moveAverage(moving: Float32Array | undefined, batch: Float32Array, momentum: number): void {
  batch.forEach((value, at) => {
    if (moving) moving[at] = (moving[at] ?? 0) * momentum + value * (1 - momentum)
  })
}
