import type { RunFile, TrainProgress, TrainResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { Epoch } from '@shared/contract/runs'
import { createRandom, permutation } from '@shared/domain/random/random'
import { weightSpecs } from '@shared/domain/models/weights'
import type { CompiledModel, Examples, NamedTensor } from '../backend'
import { fittingBatch } from '../fitting-batch'
import { lossOfOutputs } from '../math/loss'
import { regularizationLoss } from '../math/optimizer'
import { earlyStoppingFile, endEpoch } from './callbacks'
import type { CheckpointStore } from './checkpoints'
import type { TrainingControl } from './control'
import { countPrediction, macroMetrics, noCounts, validationMetrics } from './macro-metrics'
import { createPace } from './pace'
import { scheduleFactor, switchedOptimizer } from './schedule'
import { noPartial, type TrainingState } from '@shared/contract/checkpoint'

export interface TrainingDeps {
  readonly run: RunFile
  /** Compiled, with its weights and, when resumed, its optimizer's slots restored. */
  readonly model: CompiledModel
  readonly train: Examples
  readonly validation: Examples | null
  /** Where the run stands; it is changed as training goes on. */
  readonly state: TrainingState
  readonly checkpoints: CheckpointStore
  readonly writeHistory: (history: readonly Epoch[]) => Promise<void>
  readonly control: TrainingControl
  readonly report: (progress: TrainProgress) => void
  /** Milliseconds; only speeds are told by it, never the course of the training. */
  readonly now: () => number
}

export interface TrainingOutcome extends Pick<TrainResult, 'stopped' | 'weightsEpoch' | 'stepMs'> {
  readonly weights: readonly NamedTensor[]
}

/** Milliseconds between two progress reports, and between two checkpoints inside a long epoch. */
const REPORT_EVERY = 100
const SAVE_EVERY = 60_000
/** Images that are validated at once, where that many fit. */
const VALIDATION_BATCH = 256

/** Keras's `fit`: epochs of shuffled batches, validation, callbacks. Same run file, same engine: same history to the last digit. */
export async function trainModel(deps: TrainingDeps): Promise<TrainingOutcome> {
  const { run, model, train, validation, state, checkpoints, control, report, now } = deps
  const { training } = run
  const { epochs, batch_size: batchSize, callbacks } = training
  const batches = Math.ceil(train.count / batchSize)
  const pace = createPace()
  let reportedAt = -Infinity
  let savedAt = now()
  let stopped: TrainResult['stopped'] = state.ended ? 'early_stopping' : 'completed'

  await deps.writeHistory(state.history)
  while (state.epoch < epochs && !state.ended) {
    await switchOptimizer()
    const ended = await runEpoch()
    if (!ended) {
      await checkpoints.save('last', model, state)
      if (control.stopping === 'cancel') throw new VitrineError('CANCELLED', 'The training was cancelled.')
      stopped = 'stopped'
      break
    }
    const row = await finishEpoch()
    const outcome = endEpoch(callbacks, row, state, validation !== null)
    state.ended = outcome.stop
    for (const text of outcome.messages) report({ kind: 'message', level: 'info', text })
    for (const name of outcome.save) await checkpoints.save(name, model, state)
    await checkpoints.save('last', model, state)
    savedAt = now()
    await deps.writeHistory(state.history)
    report({ kind: 'epoch', row, best: state.best, progress: state.epoch / epochs })
    if (outcome.stop) stopped = 'early_stopping'
  }
  return { stopped, stepMs: pace.stepMs(), ...(await finalWeights(stopped)) }

  async function switchOptimizer(): Promise<void> {
    const next = switchedOptimizer(training)
    if (!next || state.switched || state.epoch < (callbacks.SwitchOptimizer?.after ?? Infinity)) return
    await model.setOptimizer(next)
    state.switched = true
    state.learningRate = next.learning_rate
    report({ kind: 'message', level: 'info', text: `From epoch ${state.epoch + 1} on: SGD at ${next.learning_rate}.` })
  }

  /** The rest of the epoch; false when the user stopped it. */
  async function runEpoch(): Promise<boolean> {
    const order = permutation(createRandom(training.seed, 'shuffle', state.epoch), train.count)
    const learningRate = state.learningRate * scheduleFactor(training.schedule, state.epoch, epochs)
    while (state.batch < batches) {
      await control.turn(async paused => {
        if (paused) await checkpoints.save('last', model, state)
        report({ kind: 'paused', paused })
      })
      if (control.stopping) return false
      const startedAt = now()
      const indices = order.subarray(state.batch * batchSize, (state.batch + 1) * batchSize)
      const { loss, correct, predicted } = await model.trainStep({ indices, step: state.step, learningRate })
      refuseNaN(loss)
      const milliseconds = now() - startedAt
      pace.step(milliseconds, indices.length)
      state.batch++
      state.step++
      const { partial } = state
      if (partial.seen === 0) partial.counts = noCounts(run.classes.length)
      const { counts } = partial
      if (counts) predicted.forEach((winner, i) => countPrediction(counts, train.y[indices[i] ?? 0] ?? 0, winner))
      partial.loss += loss * indices.length
      partial.correct += correct
      partial.seen += indices.length
      partial.seconds += milliseconds / 1000
      reportBatch(loss, learningRate)
      if (now() - savedAt > SAVE_EVERY) {
        await checkpoints.save('last', model, state)
        savedAt = now()
      }
    }
    return true
  }

  function refuseNaN(loss: number): void {
    if (Number.isFinite(loss) || !callbacks.TerminateOnNaN) return
    const kept = state.epoch > 0 ? ` The checkpoints of the ${state.epoch} epochs before are kept.` : ''
    throw new VitrineError(
      'ENGINE_FAILED',
      `The loss became ${loss} in epoch ${state.epoch + 1}, batch ${state.batch + 1}: training has diverged. ` +
        `Lower the learning rate (now ${state.learningRate}) or set clipnorm, and start again.${kept}`,
      { epoch: state.epoch + 1, batch: state.batch + 1 }
    )
  }

  function reportBatch(loss: number, learningRate: number): void {
    if (now() - reportedAt < REPORT_EVERY && state.batch < batches) return
    reportedAt = now()
    const left = (epochs - state.epoch) * batches - state.batch
    report({
      kind: 'batch',
      epoch: state.epoch + 1,
      batch: state.batch,
      batches,
      step: state.step,
      loss: finite(state.partial.loss / state.partial.seen),
      accuracy: state.partial.correct / state.partial.seen,
      batchLoss: finite(loss),
      learningRate,
      imagesPerSecond: pace.imagesPerSecond(),
      progress: 1 - left / (epochs * batches),
      etaSeconds: pace.eta(left, epochs - state.epoch)
    })
  }

  async function finishEpoch(): Promise<Epoch> {
    const startedAt = now()
    const validated = validation && (await validate(validation))
    const milliseconds = now() - startedAt
    pace.validation(milliseconds)
    const { loss, correct, seen, seconds, counts } = state.partial
    const macro = counts && macroMetrics(counts)
    const row: Epoch = {
      epoch: state.epoch + 1,
      loss: finite(loss / seen),
      accuracy: correct / seen,
      precision: macro && macro.precision,
      recall: macro && macro.recall,
      f1: macro && macro.f1,
      val_loss: validated && finite(validated.loss),
      val_accuracy: validated && validated.accuracy,
      val_precision: validated && validated.precision,
      val_recall: validated && validated.recall,
      val_f1: validated && validated.f1,
      learning_rate: state.learningRate * scheduleFactor(training.schedule, state.epoch, epochs),
      seconds: seconds + milliseconds / 1000
    }
    state.history.push(row)
    state.epoch++
    state.batch = 0
    state.partial = { ...noPartial }
    return row
  }

  async function validate(examples: Examples) {
    const outputs = await model.predict(examples.x, examples.count, fittingBatch(run.model, VALIDATION_BATCH))
    const penalty = await regularization()
    return { loss: lossOfOutputs(outputs, examples.y, training) + penalty, ...validationMetrics(outputs, examples.y) }
  }

  async function regularization(): Promise<number> {
    const specs = weightSpecs(run.model)
    if (specs.every(spec => spec.l2 === 0)) return 0
    const weights = await model.getWeights()
    return regularizationLoss(weights.map(({ data }, at) => ({ data, l2: specs[at]?.l2 ?? 0 })))
  }

  /** The best weights where they are to be restored or the user stopped, else those of the last step. */
  async function finalWeights(reason: TrainResult['stopped']) {
    const restored = callbacks.EarlyStopping?.restore_best_weights
      ? await checkpoints.load(earlyStoppingFile(callbacks))
      : null
    const kept = restored ?? (reason === 'stopped' ? await checkpoints.load('best') : null)
    if (!kept) return { weights: await model.getWeights(), weightsEpoch: state.epoch }
    return { weights: kept.weights, weightsEpoch: kept.state.epoch }
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
