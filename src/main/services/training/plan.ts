import type { RunFileInput, Selection } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import type { Run } from '@shared/contract/runs'
import type { Training } from '@shared/contract/training'
import { createLayerList } from '@shared/domain/models/layer-list'
import { inferShapes } from '@shared/domain/models/shapes'
import { transferModel, withClasses } from '@shared/domain/models/surgery'
import { rowsOf, type StoredDataset } from '../datasets/datasets-service'
import { checkModel } from './models-service'

/** Weights that a run starts from, and the model they belong to. */
export interface StartWeights {
  readonly model: Model
  /** safetensors object. */
  readonly weights: string
  /** Shown as the run's lineage: `run 12, best, epoch 10`. */
  readonly title: string
}

export interface PlanInput {
  readonly runId: string
  /** Of Vitrine. */
  readonly version: string
  readonly dataset: StoredDataset
  readonly model: Model
  readonly training: Training
  readonly startFrom: Run['startFrom']
  readonly start: StartWeights | null
  /** Rows of a fold; without them the dataset's own training and validation parts. */
  readonly selection?: RunSelection | undefined
}

export interface RunSelection {
  readonly train: Selection
  readonly validation: Selection | null
}

/** Everything that defines a run, checked before anything is started. Errors: INVALID_INPUT with what to change. */
export function planRun(input: PlanInput): RunFileInput {
  const { runId, dataset, model, training, startFrom, start } = input
  const { classes, counts, shape } = dataset.facts
  const planned = withTrainedHead(resolveModel(model, startFrom, start), classes.length)
  checkModel(planned)
  const [height, width, channels] = planned.input_shape
  if (height !== shape[0] || width !== shape[1] || channels !== shape[2]) {
    throw new VitrineError(
      'INVALID_INPUT',
      `The model takes ${planned.input_shape.join('×')} pixels, “${dataset.name}” holds ${shape.join('×')}. Choose another model, or freeze the dataset with a recipe of that size.`
    )
  }
  checkLoss(planned, training)
  const own: RunSelection = {
    train: { kind: 'range', ...rowsOf(counts, 'train') },
    validation: counts.validation > 0 ? { kind: 'range', ...rowsOf(counts, 'validation') } : null
  }
  const { train, validation } = input.selection ?? own
  return {
    format: 1,
    run: runId,
    model: planned,
    training,
    classes: classes.map(({ name }) => name),
    data: {
      x: { object: dataset.x, dtype: 'uint8', shape: [counts.train + counts.validation + counts.test, ...shape] },
      y: dataset.y,
      train,
      validation
    },
    initialWeights: start?.weights ?? null,
    software: { vitrine: input.version },
    lineage: start && { from: start.title, kind: startFrom.kind }
  }
}

function resolveModel(model: Model, startFrom: Run['startFrom'], start: StartWeights | null): Model {
  switch (startFrom.kind) {
    case 'new':
      return model
    case 'continue':
      return start?.model ?? model
    case 'transfer':
    case 'pretrained': {
      if (!start) return model
      const head = createLayerList()
      head.dense(128, { name: 'head_dense', activation: 'relu' })
      head.dense(10, { name: 'head', activation: 'softmax' })
      const { pop, unfreezeFrom } = startFrom
      try {
        return transferModel(start.model, {
          pop,
          unfreezeFrom,
          head: head.layers,
          name: `${start.model.name} transfer`
        })
      } catch (error) {
        if (error instanceof RangeError) throw new VitrineError('INVALID_INPUT', error.message)
        throw error
      }
    }
  }
}

/** A model made for another number of classes gets a head of the right width. */
function withTrainedHead(model: Model, classes: number): Model {
  return inferShapes(model).output?.at(-1) === classes ? model : withClasses(model, classes)
}

function checkLoss(model: Model, training: Training): void {
  const last = model.layers.at(-1)
  const softmax = last !== undefined && 'activation' in last && last.activation === 'softmax'
  const wantsSoftmax = training.loss === 'sparse_categorical_crossentropy'
  if (softmax === wantsSoftmax) return
  throw new VitrineError(
    'INVALID_INPUT',
    wantsSoftmax
      ? 'sparse_categorical_crossentropy needs probabilities: give the last layer the activation softmax.'
      : `${training.loss} needs scores: give the last layer the activation linear.`
  )
}
