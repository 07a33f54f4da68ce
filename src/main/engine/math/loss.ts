import type { Loss } from '@shared/contract/training'

export interface LossSettings {
  readonly loss: Loss
  readonly label_smoothing: number
}

export interface BatchLoss {
  /** Sum of weight × loss over the batch, divided by its size, as Keras's `sum_over_batch_size`. */
  readonly loss: number
  /** Derivative of `loss` by the scores, `[count, classes]`. */
  readonly gradient: Float32Array
  readonly correct: number
  readonly predicted: Int32Array
}

/** Loss of one batch and its gradient. `scores` are logits (cross-entropy) or class scores (hinge), `[count, classes]`. */
export function lossAndGradient(
  scores: Float32Array,
  labels: Int32Array,
  weights: Float32Array | undefined,
  settings: LossSettings
): BatchLoss {
  const count = labels.length
  const classes = scores.length / count
  const gradient = new Float32Array(scores.length)
  const predicted = new Int32Array(count)
  const rowGradient = new Float64Array(classes)
  let sum = 0
  let correct = 0
  for (let row = 0; row < count; row++) {
    const start = row * classes
    const label = labels[row] ?? 0
    const weight = weights?.[row] ?? 1
    const rowScores = scores.subarray(start, start + classes)
    sum += weight * rowLoss(rowScores, label, settings, rowGradient)
    for (let k = 0; k < classes; k++) gradient[start + k] = ((rowGradient[k] ?? 0) * weight) / count
    const winner = argmax(rowScores)
    predicted[row] = winner
    if (winner === label) correct++
  }
  return { loss: sum / count, gradient, correct, predicted }
}

function rowLoss(scores: Float32Array, label: number, settings: LossSettings, gradient: Float64Array): number {
  switch (settings.loss) {
    case 'sparse_categorical_crossentropy':
      return crossEntropy(scores, label, settings.label_smoothing, gradient)
    case 'squared_hinge':
      return squaredHinge(scores, label, gradient)
    case 'categorical_hinge':
      return categoricalHinge(scores, label, gradient)
  }
}

function crossEntropy(logits: Float32Array, label: number, smoothing: number, gradient: Float64Array): number {
  const classes = logits.length
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity)
  let total = 0
  for (let k = 0; k < classes; k++) total += gradient[k] = Math.exp((logits[k] ?? 0) - highest)
  const logTotal = highest + Math.log(total)
  let loss = 0
  for (let k = 0; k < classes; k++) {
    const target = (k === label ? 1 - smoothing : 0) + smoothing / classes
    loss += target * (logTotal - (logits[k] ?? 0))
    gradient[k] = (gradient[k] ?? 0) / total - target
  }
  return loss
}

/** Keras's `squared_hinge` with targets −1 and 1: mean over the classes of max(0, 1 − target × score)². */
function squaredHinge(scores: Float32Array, label: number, gradient: Float64Array): number {
  const classes = scores.length
  let loss = 0
  for (let k = 0; k < classes; k++) {
    const target = k === label ? 1 : -1
    const margin = hingeMargin(1 - target * (scores[k] ?? 0))
    loss += (margin * margin) / classes
    gradient[k] = (-2 * target * margin) / classes
  }
  return loss
}

/** Keras's `categorical_hinge`: max(0, 1 + highest wrong score − right score); the highest wrong score is at least 0. */
function categoricalHinge(scores: Float32Array, label: number, gradient: Float64Array): number {
  let rival = -1
  let highest = 0
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k] ?? 0
    if (k === label || !(score > highest || Number.isNaN(score))) continue
    highest = score
    rival = k
  }
  const margin = hingeMargin(1 + highest - (scores[label] ?? 0))
  gradient.fill(0)
  if (margin > 0) {
    gradient[label] = -1
    if (rival >= 0) gradient[rival] = 1
  }
  return margin
}

// Math.max would do, but a NaN must stay one: TerminateOnNaN looks at the loss.
function hingeMargin(value: number): number {
  return value < 0 ? 0 : value
}

/** Mean loss of predictions, as Keras reports it for validation data; `outputs` are probabilities (cross-entropy) or scores (hinge). */
export function lossOfOutputs(outputs: Float32Array, labels: Int32Array, settings: LossSettings): number {
  const count = labels.length
  const classes = outputs.length / count
  const scratch = new Float64Array(classes)
  let sum = 0
  for (let row = 0; row < count; row++) {
    const rowOutputs = outputs.subarray(row * classes, (row + 1) * classes)
    // The logarithms of probabilities are logits; float32 underflow is kept finite, as Keras clips it.
    const scores =
      settings.loss === 'sparse_categorical_crossentropy'
        ? rowOutputs.map(p => Math.log(Math.max(p, 1e-38)))
        : rowOutputs
    sum += rowLoss(scores, labels[row] ?? 0, settings, scratch)
  }
  return sum / count
}

/** Position of the highest value, the first one among equals. */
export function argmax(values: Float32Array): number {
  let best = 0
  for (let k = 1; k < values.length; k++) if ((values[k] ?? 0) > (values[best] ?? 0)) best = k
  return best
}

/** Softmax of each row, in place. */
export function softmaxRows(logits: Float32Array, classes: number): void {
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes)
    const highest = row.reduce((a, b) => Math.max(a, b), -Infinity)
    const powers = Float64Array.from(row, value => Math.exp(value - highest))
    const total = powers.reduce((a, b) => a + b, 0)
    for (let k = 0; k < classes; k++) row[k] = (powers[k] ?? 0) / total
  }
}
