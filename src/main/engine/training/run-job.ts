import { resolve, join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { runFileSchema, type RunFile, type TrainProgress, type TrainResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { EngineName, Optimizer, Training } from '@shared/contract/training'
import { countParameters } from '@shared/domain/models/weights'
import { explaining, realFileSystem, type FileSystem } from '../../files/file-system'
import type { ObjectStore } from '../../files/objects'
import type { Backend, CompiledModel } from '../backend'
import { engineUsed, type OpenBackend } from '../backends'
import { checkModel } from '../check-model'
import { checkMemory } from '../memory-limit'
import { openObjects } from '../object-arrays'
import { parseOrExplain } from '@shared/contract/parse'
import { weightsBytes } from '../weights-file'
import { createCheckpointStore, type Checkpoint } from './checkpoints'
import { effectiveMonitor } from './callbacks'
import type { TrainingControl } from './control'
import { writeHistory } from './history-file'
import { switchedOptimizer } from './schedule'
import { headOnFeatures, wholeCheckpoints, type HeadOnFeatures } from './head-on-features'
import { startFromWeights } from './starting-weights'
import { loadTrainingData } from './training-data'
import { freshState } from '@shared/contract/checkpoint'
import { trainModel } from './train'

export interface RunJobDeps {
  readonly openBackend: OpenBackend
  readonly control: TrainingControl
  readonly report: (progress: TrainProgress) => void
  readonly fileSystem?: FileSystem
  readonly now?: () => number
}

export interface RunJobOptions {
  readonly resume?: boolean
  readonly engine?: EngineName | 'auto' | undefined
}

/** Does the work of a run's folder: `run.json` and its objects in; history, checkpoints and final weights out. */
export async function runJob(dir: string, options: RunJobOptions, deps: RunJobDeps): Promise<TrainResult> {
  const { report, control, fileSystem = realFileSystem } = deps
  const run = await readRunFile(dir)
  checkRun(run)
  const store = openObjects(resolve(dir, run.objects), fileSystem)
  const all = await loadTrainingData(run, store)
  const backend = await openWanted(options.engine ?? run.training.engine, deps)
  const head = await headOnFeatures(run, all, { backend, store, control, report })
  // What is trained: the run's model, or its head on the activations of a frozen base.
  const { run: trained, data } = head ?? { run, data: all }
  checkMemory(trained.model, run.training, data.train, backend.name)
  const checkpoints = createCheckpointStore(dir, fileSystem)
  const resumed = options.resume ? await checkpoints.load('last') : null
  const { training } = run
  const model = await backend.compile(trained.model, training)
  try {
    model.setTrainingData(data.train)
    const state = resumed?.state ?? freshState(training.optimizer.learning_rate)
    const origin = resumed ? await restore(model, training, resumed) : await setStart(model, run, head, store)
    const engine = engineUsed(backend)
    const parameters = countParameters(run.model).total
    report({
      kind: 'started',
      engine,
      parameters,
      epochs: training.epochs,
      stepsPerEpoch: Math.ceil(data.train.count / training.batch_size),
      resumedFrom: resumed && { epoch: state.epoch, batch: state.batch },
      history: [...state.history]
    })
    if (origin !== null) report({ kind: 'message', level: 'info', text: origin })
    for (const text of [...data.warnings, ...monitorWarnings(run)]) report({ kind: 'message', level: 'warning', text })
    const outcome = await trainModel({
      run: trained,
      model,
      train: data.train,
      validation: data.validation,
      state,
      checkpoints: head ? wholeCheckpoints(checkpoints, head) : checkpoints,
      writeHistory: history => writeHistory(dir, history, fileSystem),
      control,
      report,
      now: deps.now ?? (() => performance.now())
    })
    const { stopped, weightsEpoch, stepMs } = outcome
    const weights = head?.whole(outcome.weights) ?? outcome.weights
    const { hash } = await store.put(weightsBytes(weights, { run: run.run, epoch: String(weightsEpoch) }))
    const { history: epochs, best } = state
    return { run: run.run, engine, parameters, epochs, best, stopped, weights: hash, weightsEpoch, stepMs }
  } finally {
    model.dispose()
  }
}

/** Opens the back end, and tells of each better one that is not used. */
async function openWanted(name: EngineName | 'auto', { openBackend, report }: RunJobDeps): Promise<Backend> {
  const passedOver: string[] = []
  const backend = await openBackend(name, reason => passedOver.push(reason))
  for (const reason of passedOver)
    report({ kind: 'message', level: 'warning', text: `${reason} This run trains with ${backend.name}.` })
  return backend
}

async function restore(model: CompiledModel, training: Training, { weights, slots, state }: Checkpoint): Promise<null> {
  const next = state.switched ? switchedOptimizer(training) : null
  if (next) await model.setOptimizer(next)
  await model.setWeights(weights)
  await model.setOptimizerState(slots)
  return null
}

/** Gives a new training the weights that it starts from, if any; returns a line that says which, where that isn't said yet. */
async function setStart(
  model: CompiledModel,
  { initialWeights }: RunFile,
  head: HeadOnFeatures | null,
  store: ObjectStore
): Promise<string | null> {
  if (head) {
    await model.setWeights(head.start)
    return null
  }
  return initialWeights === null ? null : await startFromWeights(model, initialWeights, store)
}

/** Reads and checks `run.json`. Throws NOT_FOUND, INVALID_INPUT or UNSUPPORTED. */
async function readRunFile(dir: string): Promise<RunFile> {
  const path = join(dir, 'run.json')
  const text = await explaining(path, () => readFile(path, 'utf8'))
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new VitrineError('CORRUPT', `${path} is not readable JSON. Start the run anew from its dataset.`, undefined, {
      cause
    })
  }
  return parseOrExplain(runFileSchema, json, 'run.json')
}

function checkRun(run: RunFile): void {
  checkClasses(run, checkModel(run.model).output?.[0])
  checkClipping(run.training.optimizer)
}

function checkClasses(run: RunFile, outputs: number | undefined): void {
  if (outputs === run.classes.length) return
  throw new VitrineError(
    'INVALID_INPUT',
    `The model ends with ${outputs} outputs, and the dataset has ${run.classes.length} classes. Give its last layer ${run.classes.length} units.`
  )
}

function checkClipping({ clipnorm, clipvalue, global_clipnorm }: Optimizer): void {
  const set = Object.entries({ clipnorm, clipvalue, global_clipnorm }).flatMap(([name, limit]) => (limit ? [name] : []))
  if (set.length < 2) return
  throw new VitrineError(
    'INVALID_INPUT',
    `Gradients are clipped in one way at a time, and ${set.join(' and ')} are set. Keep one of them.`
  )
}

function monitorWarnings({ data, training }: RunFile): string[] {
  if (data.validation) return []
  const { EarlyStopping, ReduceLROnPlateau, ModelCheckpoint } = training.callbacks
  const watched = Object.entries({ EarlyStopping, ReduceLROnPlateau, ModelCheckpoint })
  return watched.flatMap(([callback, settings]) => {
    if (!settings) return []
    const instead = effectiveMonitor(settings.monitor, false)
    return instead === settings.monitor
      ? []
      : [`There is no validation data: ${callback} watches ${instead} instead of ${settings.monitor}.`]
  })
}
