import { and, desc, eq } from 'drizzle-orm'
import { join } from 'node:path'
import type { PredictRequest } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import {
  predictionsFromProbabilities,
  predictionsFromScores,
  type Predictions
} from '@shared/domain/metrics/predictions'
import type { EngineClient } from '../../engine-client/engine-client'
import { prediction } from '../../storage/training-schema'
import { pixelKey, type Example } from '../examples/examples'
import { renderInputs, type InputRenderer, type InputShape } from '../examples/inputs'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import { runFolder } from '../training/training-service'
import type { StoredRun } from '../training/run-store'
import type { ResolvedPopulation } from './populations'

export interface PredictionsDeps {
  readonly engine: EngineClient
  readonly now: () => Date
}

export interface PredictionSets {
  /** Predictions of a run for every example, kept ones where there are any. −1 = its picture can't be read. */
  of(
    session: ProjectSession,
    run: StoredRun,
    population: ResolvedPopulation,
    renderer: InputRenderer
  ): Promise<Predictions>
  /** Probabilities `[classes]` of single examples, null where the picture can't be read. */
  ofExamples(
    session: ProjectSession,
    run: StoredRun,
    examples: readonly Example[],
    renderer: InputRenderer
  ): Promise<readonly (Float32Array | null)[]>
  /** As `ofExamples`, but only what was predicted earlier. */
  known(
    session: ProjectSession,
    run: StoredRun,
    examples: readonly Example[],
    renderer: InputRenderer
  ): Promise<readonly (Float32Array | null)[]>
  /** Probabilities `[count, classes]` of inputs `[count, ...shape]` that are not to be kept. */
  ofInputs(session: ProjectSession, run: StoredRun, inputs: Uint8Array, shape: InputShape): Promise<Float32Array>
}

interface SessionCache {
  /** Whole sets, by run, recipe and population. */
  readonly sets: Map<string, Predictions>
  /** The same of populations whose examples change, with the examples that they are of. */
  readonly live: Map<string, { readonly examples: readonly Example[]; readonly predictions: Predictions }>
  /** Rows of live examples, by run and recipe, then by pixels. */
  readonly rows: Map<string, Map<bigint, Float32Array>>
  /** Rows that are written a little later, by run and recipe. */
  readonly waiting: Map<string, ReturnType<typeof setTimeout>>
}

/** Sets kept in memory: eight models on 70,000 examples of ten classes are 22 MB. */
const keptSets = 32
/** Fewer new rows than these are kept later: the figures of an edit come first. */
const fewRows = 16
/** Milliseconds of rest before they are. */
const keepDelay = 1000

export function createPredictionSets({ engine, now }: PredictionsDeps): PredictionSets {
  const cacheOf = perSession((): SessionCache => ({
    sets: new Map(),
    live: new Map(),
    rows: new Map(),
    waiting: new Map()
  }))

  /** Runs the model and returns `[count, classes]`. */
  async function predict(
    session: ProjectSession,
    run: StoredRun,
    x: PredictRequest['x'],
    rows: PredictRequest['rows']
  ) {
    const result = await engine.predict({
      objects: join(session.path, 'objects'),
      model: run.file.model,
      weights: weightsOf(session, run),
      x,
      rows
    })
    return { object: result.object, values: toFloats(await session.objects.read(result.object)) }
  }

  async function ofFrozen(
    session: ProjectSession,
    run: StoredRun,
    population: ResolvedPopulation
  ): Promise<Predictions> {
    const { pixels } = population
    if (pixels.kind !== 'frozen') throw new TypeError('a frozen population was expected')
    const { dataset, rows } = pixels
    const stored = findStored(session, run.id, dataset.facts.recipe, population.key)
    if (stored) {
      return fromValues(run, toFloats(await session.objects.read(stored.object)))
    }
    const { counts, shape } = dataset.facts
    const total = counts.train + counts.validation + counts.test
    const { object, values } = await predict(
      session,
      run,
      { object: dataset.x, dtype: 'uint8', shape: [total, ...shape] },
      rows
    )
    if (session.readOnly === null) {
      session.database.orm
        .insert(prediction)
        .values({
          runId: run.id,
          recipe: dataset.facts.recipe,
          population: population.key,
          keys: dataset.hash,
          object,
          createdAt: now().getTime()
        })
        .run()
    }
    return fromValues(run, values)
  }

  async function ofExamples(
    session: ProjectSession,
    run: StoredRun,
    examples: readonly Example[],
    renderer: InputRenderer
  ): Promise<readonly (Float32Array | null)[]> {
    const known = await knownRows(session, run, renderer)
    const keys = examples.map(example => pixelKey(example.pixels))
    const missing = examples.filter((_, at) => !known.has(keys[at] ?? 0n))
    if (missing.length > 0) {
      const inputs = await renderInputs(missing, renderer, session.objects)
      if (inputs.rows.length > 0) {
        const { hash } = await session.objects.put(inputs.x)
        const shape: [number, number, number, number] = [inputs.rows.length, ...renderer.shape]
        const { values } = await predict(session, run, { object: hash, dtype: 'uint8', shape }, null)
        const width = run.file.classes.length
        inputs.keys.forEach((key, row) => known.set(key, values.slice(row * width, (row + 1) * width)))
        if (inputs.rows.length < fewRows) keepLater(session, run, renderer, known)
        else await keepRows(session, run, renderer, known)
      }
    }
    return keys.map(key => known.get(key) ?? null)
  }

  /** After an edit only the examples that are other ones than before are looked up, or predicted. */
  async function ofLive(
    session: ProjectSession,
    run: StoredRun,
    { key, pixels }: ResolvedPopulation,
    renderer: InputRenderer
  ): Promise<Predictions> {
    if (pixels.kind !== 'live') throw new TypeError('a live population was expected')
    const { examples } = pixels
    const { live } = cacheOf(session)
    const name = `${run.id} ${renderer.identity} ${key}`
    const kept = live.get(name)
    const changed = kept && kept.examples.length === examples.length ? positionsOfOthers(kept.examples, examples) : null
    let predictions: Predictions
    if (kept && changed?.length === 0) ({ predictions } = kept)
    else if (kept && changed && changed.length < examples.length / 2) {
      const others = changed.flatMap(at => examples[at] ?? [])
      predictions = withRows(kept.predictions, changed, fromRows(run, await ofExamples(session, run, others, renderer)))
    } else predictions = fromRows(run, await ofExamples(session, run, examples, renderer))
    keep(live, name, { examples, predictions })
    return predictions
  }

  /** Rows that were predicted earlier, in this session or before. */
  async function knownRows(
    session: ProjectSession,
    run: StoredRun,
    renderer: InputRenderer
  ): Promise<Map<bigint, Float32Array>> {
    const { rows } = cacheOf(session)
    const name = `${run.id} ${renderer.identity}`
    const cached = rows.get(name)
    if (cached) return cached
    const known = new Map<bigint, Float32Array>()
    const stored = findStored(session, run.id, renderer.identity, livePopulation)
    if (stored) {
      const keys = new BigUint64Array(Uint8Array.from(await session.objects.read(stored.keys)).buffer)
      const values = toFloats(await session.objects.read(stored.object))
      const width = run.file.classes.length
      keys.forEach((key, row) => known.set(key, values.slice(row * width, (row + 1) * width)))
    }
    rows.set(name, known)
    return known
  }

  /** Rows lost by a sudden end are predicted again. */
  function keepLater(
    session: ProjectSession,
    run: StoredRun,
    renderer: InputRenderer,
    known: ReadonlyMap<bigint, Float32Array>
  ): void {
    const { waiting } = cacheOf(session)
    const name = `${run.id} ${renderer.identity}`
    clearTimeout(waiting.get(name))
    const timer = setTimeout(() => {
      waiting.delete(name)
      // A project that closes meanwhile takes no rows any more.
      if (!session.signal.aborted) void keepRows(session, run, renderer, known).catch(() => undefined)
    }, keepDelay)
    timer.unref()
    waiting.set(name, timer)
  }

  async function keepRows(
    session: ProjectSession,
    run: StoredRun,
    renderer: InputRenderer,
    known: ReadonlyMap<bigint, Float32Array>
  ): Promise<void> {
    if (session.readOnly !== null) return
    const width = run.file.classes.length
    const values = new Float32Array(known.size * width)
    ;[...known.values()].forEach((row, at) => values.set(row, at * width))
    const keys = BigUint64Array.from(known.keys())
    const row = {
      runId: run.id,
      recipe: renderer.identity,
      population: livePopulation,
      keys: (await session.objects.put(new Uint8Array(keys.buffer))).hash,
      object: (await session.objects.put(new Uint8Array(values.buffer))).hash,
      createdAt: now().getTime()
    }
    const { orm } = session.database
    orm.transaction(write => {
      write
        .delete(prediction)
        .where(matches(run.id, renderer.identity, livePopulation))
        .run()
      write.insert(prediction).values(row).run()
    })
  }

  return {
    ofExamples,
    async known(session, run, examples, renderer) {
      const known = await knownRows(session, run, renderer)
      return examples.map(example => known.get(pixelKey(example.pixels)) ?? null)
    },
    async ofInputs(session, run, inputs, shape) {
      const { hash } = await session.objects.put(inputs)
      const count = inputs.length / (shape[0] * shape[1] * shape[2])
      return (await predict(session, run, { object: hash, dtype: 'uint8', shape: [count, ...shape] }, null)).values
    },
    async of(session, run, population, renderer) {
      const { sets } = cacheOf(session)
      if (population.pixels.kind === 'live') return await ofLive(session, run, population, renderer)
      const name = `${run.id} ${population.key} ${population.hash}`
      const cached = sets.get(name)
      if (cached) return cached
      const predictions = await ofFrozen(session, run, population)
      keep(sets, name, predictions)
      return predictions
    }
  }
}

/** Live examples come and go: their rows are kept together, by pixels. */
const livePopulation = 'live'

const matches = (runId: string, recipe: string, population: string) =>
  and(eq(prediction.runId, runId), eq(prediction.recipe, recipe), eq(prediction.population, population))

function findStored(session: ProjectSession, runId: string, recipe: string, population: string) {
  const { orm } = session.database
  return orm
    .select()
    .from(prediction)
    .where(matches(runId, recipe, population))
    .orderBy(desc(prediction.id))
    .get()
}

function weightsOf(session: ProjectSession, run: StoredRun): PredictRequest['weights'] {
  if (run.weights !== null) return { object: run.weights }
  if (run.best !== null) return { file: join(runFolder(session, run.id), 'checkpoints', 'best.safetensors') }
  throw new VitrineError('CONFLICT', `Run ${run.number} has no weights yet: it has not finished an epoch.`)
}

/** A model for a hinge loss gives scores, every other one probabilities. */
export function givesProbabilities(run: StoredRun): boolean {
  const last = run.file.model.layers.at(-1)
  return last !== undefined && 'activation' in last && last.activation === 'softmax'
}

/** Predictions from `[count, classes]` as the run's last layer gives them. */
export function fromValues(run: StoredRun, values: Float32Array): Predictions {
  const classes = run.file.classes.length
  return givesProbabilities(run)
    ? predictionsFromProbabilities(values, classes)
    : predictionsFromScores(values, classes)
}

/** Examples without a prediction get −1: the metrics count them as not predicted. */
export function fromRows(run: StoredRun, rows: readonly (Float32Array | null)[]): Predictions {
  const width = run.file.classes.length
  const values = new Float32Array(rows.length * width).fill(1 / width)
  rows.forEach((row, at) => row && values.set(row, at * width))
  const predictions = fromValues(run, values)
  return { ...predictions, predicted: predictions.predicted.map((label, at) => (rows[at] ? label : -1)) }
}

function positionsOfOthers(before: readonly Example[], after: readonly Example[]): readonly number[] {
  const changed: number[] = []
  for (let at = 0; at < after.length; at++) if (before[at] !== after[at]) changed.push(at)
  return changed
}

/** Predictions with other rows at some positions; those given stay as they are. */
function withRows(predictions: Predictions, positions: readonly number[], rows: Predictions): Predictions {
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

/** Adds the newest, and lets the oldest go where there are too many. */
function keep<T>(kept: Map<string, T>, name: string, value: T): void {
  kept.delete(name)
  const [oldest] = kept.keys()
  if (kept.size >= keptSets && oldest !== undefined) kept.delete(oldest)
  kept.set(name, value)
}

const toFloats = (bytes: Buffer): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer)
