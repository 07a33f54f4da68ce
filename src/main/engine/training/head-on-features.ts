import type { RunFile, TrainProgress } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { frozenBase } from '@shared/domain/models/frozen-base'
import { sizeOf, weightSpecs } from '@shared/domain/models/weights'
import type { ObjectStore } from '../../files/objects'
import type { Backend, CompiledModel, Examples, NamedTensor } from '../backend'
import { fittingBatch } from '../fitting-batch'
import { weightsDigest } from '../weights-file'
import type { CheckpointStore } from './checkpoints'
import { startFromWeights } from './starting-weights'
import type { TrainingControl } from './control'
import type { TrainingData } from './training-data'
import { createFeatureCache } from './feature-cache'

/** What is trained in place of the whole model: its head, on the frozen base's activations. */
export interface HeadOnFeatures {
  readonly run: RunFile
  readonly data: TrainingData
  /** What the head starts from: given weights where there are some for its layers, else new ones. */
  readonly start: readonly NamedTensor[]
  /** The head's weights with those of the base: the run's whole model. */
  whole(head: readonly NamedTensor[]): readonly NamedTensor[]
}

export interface HeadDeps {
  readonly backend: Backend
  readonly store: ObjectStore
  readonly control: TrainingControl
  readonly report: (progress: TrainProgress) => void
}

const cache = createFeatureCache()

/**
 * A frozen base gives the same activations in every epoch: they are computed once for each picture, and the head alone
 * is trained on them. Null where the base is trained too, or where augmentation makes new pictures in every epoch.
 */
export async function headOnFeatures(run: RunFile, data: TrainingData, deps: HeadDeps): Promise<HeadOnFeatures | null> {
  const { backend, store, report } = deps
  const { model, training, initialWeights } = run
  const frozen = frozenBase(model)
  if (!frozen || initialWeights === null || training.augmentation.length > 0) return null
  const { layer, head } = frozen
  const compiled = await backend.compile(model, training)
  try {
    if (!compiled.features) return null
    report({ kind: 'message', level: 'info', text: await startFromWeights(compiled, initialWeights, store) })
    const weights = await compiled.getWeights()
    const ofHead = new Set(weightSpecs(head).map(({ name }) => name))
    const base: Base = {
      layer,
      features: compiled.features.bind(compiled),
      key: baseKey(backend, run, layer, weightsDigest(weights.filter(({ name }) => !ofHead.has(name)))),
      inputSize: sizeOf(model.input_shape),
      outputSize: sizeOf(head.input_shape),
      batch: fittingBatch(model, 64)
    }
    const count = data.train.count + (data.validation?.count ?? 0)
    const pass = createPass(base, count, deps)
    const train = await pass(data.train)
    const validation = data.validation && (await pass(data.validation))
    report({
      kind: 'message',
      level: 'info',
      text: `All below “${layer}” is frozen: ${count} pictures pass it once, and what is above is trained on their ${base.outputSize} values each.`
    })
    return {
      run: { ...run, model: head },
      data: { ...data, train, validation },
      start: weights.filter(({ name }) => ofHead.has(name)),
      whole(trained) {
        const byName = new Map(trained.map(tensor => [tensor.name, tensor]))
        return weights.map(tensor => (ofHead.has(tensor.name) ? (byName.get(tensor.name) ?? tensor) : tensor))
      }
    }
  } finally {
    compiled.dispose()
  }
}

/** The layers below `layer`, compiled. */
interface Base {
  readonly layer: string
  readonly features: NonNullable<CompiledModel['features']>
  /** All that a picture's activations depend on but its pixels. */
  readonly key: string
  /** Values of a picture, and of its activations. */
  readonly inputSize: number
  readonly outputSize: number
  /** Pictures that pass it at once. */
  readonly batch: number
}

/** Not by the given weights' name: layers that they lack are new, by the seed. */
function baseKey({ name }: Backend, { model }: RunFile, layer: string, digest: string): string {
  const cut = model.layers.findIndex(({ name }) => name === layer)
  return JSON.stringify([name, model.input_shape, model.layers.slice(0, cut), digest])
}

/** Turns pictures into their activations: those that are not known pass the base. `total` pictures will come in all. */
function createPass(base: Base, total: number, { control, report }: HeadDeps) {
  const { inputSize, outputSize, batch } = base
  let done = 0
  const advance = (pictures: number): void => report({ kind: 'features', done: (done += pictures), total })

  return async (examples: Examples): Promise<Examples> => {
    const x = new Float32Array(examples.count * outputSize)
    const known = cache.of(base.key)
    const missing: number[] = []
    for (let row = 0; row < examples.count; row++) {
      const found = known.get(examples.x.subarray(row * inputSize, (row + 1) * inputSize))
      if (found) x.set(found, row * outputSize)
      else missing.push(row)
    }
    advance(examples.count - missing.length)
    for (let from = 0; from < missing.length; from += batch) {
      await control.turn(async paused => report({ kind: 'paused', paused }))
      // Whether cancelled or stopped: there is no checkpoint yet that could be kept.
      if (control.stopping) throw new VitrineError('CANCELLED', 'The run ended before its training began.')
      const rows = missing.slice(from, from + batch)
      const pixels = gather(examples.x, rows, inputSize)
      const computed = await base.features(pixels, rows.length, base.layer)
      rows.forEach((row, at) => {
        const values = computed.slice(at * outputSize, (at + 1) * outputSize)
        x.set(values, row * outputSize)
        known.add(pixels.subarray(at * inputSize, (at + 1) * inputSize), values)
      })
      advance(rows.length)
    }
    return { ...examples, x }
  }
}

/** Checkpoints that predict are whole models; `last`, which is only resumed from, is the head alone: quick to write. */
export function wholeCheckpoints(checkpoints: CheckpointStore, { whole }: HeadOnFeatures): CheckpointStore {
  return {
    ...checkpoints,
    save: (name, model, state) =>
      checkpoints.save(
        name,
        name === 'last' ? model : { ...model, getWeights: async () => [...whole(await model.getWeights())] },
        state
      )
  }
}

function gather(x: Examples['x'], rows: readonly number[], rowSize: number): Examples['x'] {
  const taken =
    x instanceof Uint8Array ? new Uint8Array(rows.length * rowSize) : new Float32Array(rows.length * rowSize)
  rows.forEach((row, at) => taken.set(x.subarray(row * rowSize, (row + 1) * rowSize), at * rowSize))
  return taken
}
