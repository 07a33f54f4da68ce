import type { Augmentation, EngineName, Loss, Optimizer } from '@shared/contract/training'
import type { Model } from '@shared/contract/model'

/** A named float32 array; `name` is `layer/weight` as in Keras (`conv2d/kernel`, `batch_normalization/moving_mean`). */
export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Examples in memory. `x` is `[count, height, width, channels]`: bytes are scaled by 1/255 on the way in, floats are not. */
export interface Examples {
  readonly count: number
  readonly x: Uint8Array | Float32Array
  /** Class index per example. */
  readonly y: Int32Array
  /** Weight of each example in the loss, class weights already multiplied in; absent = all 1. */
  readonly sampleWeight?: Float32Array
}

export interface CompileOptions {
  readonly optimizer: Optimizer
  readonly loss: Loss
  readonly label_smoothing: number
  readonly augmentation: readonly Augmentation[]
  /** Seeds dropout and augmentation; both are pure functions of (seed, step, index in the batch). */
  readonly seed: number
}

export interface StepResult {
  /** Mean weighted loss of the batch, regularization included, as Keras reports it. */
  readonly loss: number
  /** Number of examples of the batch predicted right (before the update). */
  readonly correct: number
  /** Predicted class per example, for the epoch's macro precision, recall and F1. */
  readonly predicted: Int32Array
}

export interface StepArguments {
  /** Rows of the training examples that make this batch; never empty. */
  readonly indices: Int32Array
  /** Optimizer steps done before this one, over the whole run. */
  readonly step: number
  readonly learningRate: number
}

/** One model made ready for one back end. All methods throw VitrineError with a sentence a person can act on. */
export interface CompiledModel {
  readonly backend: EngineName
  /** Keeps the training examples where the device reads them fastest (resident where they fit, else fed by batch). */
  setTrainingData(examples: Examples): void
  trainStep(args: StepArguments): Promise<StepResult>
  /** Probabilities (softmax) or scores (hinge), `[count, classes]`. Batches internally. */
  predict(x: Uint8Array | Float32Array, count: number, batchSize?: number): Promise<Float32Array>
  /** Activations that enter the layer `layer`, flattened per example: cached features of a frozen backbone. */
  features?(x: Uint8Array | Float32Array, count: number, layer: string, batchSize?: number): Promise<Float32Array>
  /** All weights in the order of `weightSpecs(model)`. */
  getWeights(): Promise<NamedTensor[]>
  setWeights(weights: readonly NamedTensor[]): Promise<void>
  /** Optimizer slots (`adam/m/conv2d/kernel`, …) for exact resume. */
  getOptimizerState(): Promise<NamedTensor[]>
  setOptimizerState(state: readonly NamedTensor[]): Promise<void>
  /** Another optimizer from here on, fresh slots (the Adam to SGD hybrid). */
  setOptimizer(optimizer: Optimizer): Promise<void>
  dispose(): void
}

export interface BackendInfo {
  readonly name: EngineName
  readonly version: string
  /** `CPU, oneDNN, AVX-512` or the card's name. */
  readonly device: string
  readonly deviceMemory: number | null
  readonly driver: string | null
  readonly threads: number
  /** What a person should know about training on it; absent where there is nothing to say. */
  readonly note?: string
}

/** One way to compute. A unit (layer, loss, augmentation) it doesn't know is refused at compile by name. */
export interface Backend {
  readonly name: EngineName
  info(): BackendInfo
  /** The model with `initialWeights(model, options.seed)` and fresh slots. */
  compile(model: Model, options: CompileOptions): Promise<CompiledModel>
  /** Bytes and count of live tensors, for leak checks. */
  memory(): { readonly tensors: number; readonly bytes: number }
}
