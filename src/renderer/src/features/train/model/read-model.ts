import type { Layer, Model } from '@shared/contract/model'
import { defaultTraining } from '@shared/contract/training'
import { estimateMemory } from '@shared/domain/models/memory'
import { inferShapes } from '@shared/domain/models/shapes'
import { countParameters, parametersByLayer } from '@shared/domain/models/weights'

export interface ModelRow {
  readonly layer: Layer
  /** `26×26×32`, – while it can't be told. */
  readonly shape: string
  readonly parameters: number
  readonly problems: readonly string[]
}

export interface ModelFacts {
  readonly rows: readonly ModelRow[]
  readonly total: number
  readonly trainable: number
  /** Bytes of a training step with that optimizer, estimated. */
  readonly memory: number
  readonly isSound: boolean
}

/** What is known of a model while it is edited; a layer that can't be leaves those behind it without a shape. */
export function readModel(model: Model, batchSize: number, optimizer = defaultTraining.optimizer): ModelFacts {
  const { layers, problems } = inferShapes(model)
  const isSound = problems.length === 0
  // Parameters hang on shapes: an unsound model is counted as far as it goes.
  const sound = isSound
    ? model
    : { ...model, layers: layers.filter(({ shape }) => shape !== null).map(({ layer }) => layer) }
  const counts = parametersByLayer(sound)
  const { total, trainable } = countParameters(sound)
  return {
    rows: layers.map(({ layer, shape }) => ({
      layer,
      shape: shape?.join('×') ?? '–',
      parameters: shape === null ? 0 : (counts.get(layer.name)?.total ?? 0),
      problems: problems.filter(problem => problem.layer === layer.name).map(({ message }) => message)
    })),
    total,
    trainable,
    memory: estimateMemory(sound, batchSize, optimizer).total,
    isSound
  }
}
