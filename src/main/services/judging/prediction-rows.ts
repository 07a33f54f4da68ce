import type { MatrixResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import {
  PredictionError,
  predictionsFromProbabilities,
  predictionsFromScores,
  type Predictions
} from '@shared/domain/metrics/predictions'
import type { StoredRun } from '../training/run-store'

/** A model for a hinge loss gives scores, every other one probabilities. */
export function givesProbabilities(run: StoredRun): boolean {
  const last = run.file.model.layers.at(-1)
  return last !== undefined && 'activation' in last && last.activation === 'softmax'
}

/** What is kept is right: nothing of a model that has diverged or fits its class list no more. Errors: CORRUPT. */
export function checkValues(run: StoredRun, values: Float32Array, [count, width]: MatrixResult['shape']): void {
  const classes = run.file.classes.length
  const name = `Run ${run.number} (${run.name})`
  if (width !== classes || values.length !== count * width) {
    const message = `${name} gives ${width} numbers for each image, but knows ${classes} classes: its weights belong to another model. Train it again.`
    throw new VitrineError('CORRUPT', message, { runId: run.id })
  }
  if (values.every(Number.isFinite)) return
  const message = `${name} predicts NaN or infinity: its weights are damaged or have diverged. Train it again, with a lower learning rate.`
  throw new VitrineError('CORRUPT', message, { runId: run.id })
}

/** Predictions from `[count, classes]` as the run's last layer gives them. Errors: CORRUPT. */
export function fromValues(run: StoredRun, values: Float32Array): Predictions {
  const classes = run.file.classes.length
  try {
    return givesProbabilities(run)
      ? predictionsFromProbabilities(values, classes)
      : predictionsFromScores(values, classes)
  } catch (error) {
    if (!(error instanceof PredictionError)) throw error
    const advice = 'Check the project (in the settings, or “vitrine verify”).'
    throw new VitrineError('CORRUPT', `The predictions of run ${run.number} can’t be used. ${error.message} ${advice}`)
  }
}

/** Examples without a prediction get −1: the metrics count them as not predicted. */
export function fromRows(run: StoredRun, rows: readonly (Float32Array | null)[]): Predictions {
  const width = run.file.classes.length
  const values = new Float32Array(rows.length * width).fill(1 / width)
  rows.forEach((row, at) => row && values.set(row, at * width))
  const predictions = fromValues(run, values)
  return { ...predictions, predicted: predictions.predicted.map((label, at) => (rows[at] ? label : -1)) }
}

/** Predictions with other rows at some positions; those given stay as they are. */
export function withRows(predictions: Predictions, positions: readonly number[], rows: Predictions): Predictions {
  const { classes } = predictions
  const predicted = predictions.predicted.slice()
  const scores = predictions.scores && predictions.scores.slice()
  const confidence = predictions.confidence && predictions.confidence.slice()
  positions.forEach((position, row) => {
    predicted[position] = rows.predicted[row] ?? -1
    if (rows.scores) scores?.set(rows.scores.subarray(row * classes, (row + 1) * classes), position * classes)
    if (confidence) confidence[position] = rows.confidence?.[row] ?? 0
  })
  return { classes, predicted, scores, confidence }
}
