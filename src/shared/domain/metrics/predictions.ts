/** One model's predictions for a list of examples, all arrays in the examples' order. */
export interface Predictions {
  readonly classes: number
  /** Predicted class per example, −1 = no prediction (an image that couldn't be read). */
  readonly predicted: Int32Array
  /** Score per example and class, `[examples, classes]`; null when only labels were imported. */
  readonly scores: Float32Array | null
  /** Probability of the predicted class in [0, 1]; null when the scores are no probabilities. */
  readonly confidence: Float32Array | null
}

/** Predictions or labels that can't be evaluated; the message says which and what to do. */
export class PredictionError extends Error {
  override readonly name = 'PredictionError'
  readonly code = 'INVALID_INPUT'
}

// Float32 softmax over a thousand classes stays within 1e-4; rounding to three decimals in a file within this.
const SUM_TOLERANCE = 0.01

/**
 * Predictions from probabilities `[examples, classes]`, ties to the lower class as in NumPy's argmax. Throws a
 * PredictionError for a wrong width, a number that isn't finite, and rows that are no probabilities.
 */
export function predictionsFromProbabilities(probabilities: Float32Array, classes: number): Predictions {
  const { predicted } = predictionsFromScores(probabilities, classes)
  const confidence = new Float32Array(predicted.length)
  for (let row = 0; row < predicted.length; row++) {
    const start = row * classes
    let sum = 0
    let lowest = 0
    for (let at = start; at < start + classes; at++) {
      const value = probabilities[at] ?? 0
      sum += value
      if (value < lowest) lowest = value
    }
    if (lowest < 0) throw new PredictionError(`Row ${row} holds the negative probability ${lowest}.`)
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new PredictionError(`The probabilities of row ${row} add up to ${sum.toFixed(3)}, not 1.`)
    }
    confidence[row] = probabilities[start + (predicted[row] ?? 0)] ?? 0
  }
  return { classes, predicted, scores: probabilities, confidence }
}

/** Predictions from scores `[examples, classes]` that are no probabilities, such as those of a hinge loss. */
export function predictionsFromScores(scores: Float32Array, classes: number): Predictions {
  if (!Number.isInteger(classes) || classes < 1 || scores.length % classes !== 0) {
    throw new PredictionError(`${scores.length} predicted numbers don't divide into rows of ${classes} classes.`)
  }
  const predicted = new Int32Array(scores.length / classes)
  for (let row = 0; row < predicted.length; row++) {
    const start = row * classes
    let best = start
    let highest = scores[start] ?? 0
    let sum = highest
    for (let at = start + 1; at < start + classes; at++) {
      const value = scores[at] ?? 0
      // NaN and infinity survive in the sum: one check per row instead of one per number.
      sum += value
      if (value > highest) {
        highest = value
        best = at
      }
    }
    if (!Number.isFinite(sum)) {
      throw new PredictionError(`Row ${row} holds NaN or infinity: the model's weights are damaged or have diverged.`)
    }
    predicted[row] = best - start
  }
  return { classes, predicted, scores, confidence: null }
}

/** Predictions from labels alone, −1 = none; confidence views then have nothing to show. */
export function predictionsFromLabels(labels: ArrayLike<number>, classes: number): Predictions {
  const predicted = Int32Array.from(labels)
  const wrong = predicted.findIndex(label => label < -1 || label >= classes)
  if (wrong !== -1) {
    throw new PredictionError(`Row ${wrong} predicts the class ${predicted[wrong]}, but there are ${classes} classes.`)
  }
  return { classes, predicted, scores: null, confidence: null }
}

/** Throws a PredictionError unless `truth` (−1 = unlabelled) has a valid class for every prediction. */
export function checkTruth(truth: Int32Array, predictions: Predictions): void {
  if (truth.length !== predictions.predicted.length) {
    throw new PredictionError(
      `There are ${truth.length} labels, but predictions for ${predictions.predicted.length} examples.`
    )
  }
  const { classes } = predictions
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row] ?? -1
    if (label < -1 || label >= classes) {
      throw new PredictionError(
        `Example ${row} has the class ${label}, which the model's ${classes} classes don't contain.`
      )
    }
  }
}
