import { join } from 'node:path'
import type { PredictRequest } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { keptOnce } from '@shared/domain/caching/kept-once'
import type { Predictions } from '@shared/domain/metrics/predictions'
import type { EngineClient } from '../../engine-client/engine-client'
import { pixelKey, type Example } from '../examples/examples'
import { renderInputs, type InputRenderer, type InputShape } from '../examples/inputs'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import { bestCheckpoint, type StoredRun } from '../training/run-store'
import { createLiveRows, findStored, keepStored, toFloats, weightsKey } from './live-rows'
import type { ResolvedPopulation } from './populations'
import { checkValues, fromRows, fromValues, withRows } from './prediction-rows'

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
  /** Writes what is not kept yet, before the project closes. */
  flush(session: ProjectSession): Promise<void>
}

/** Predictions with the examples that they are of. */
interface LiveSet {
  readonly examples: readonly Example[]
  readonly predictions: Predictions
}

interface SessionCache {
  /** Whole sets, by run, recipe and population. */
  readonly sets: Map<string, Promise<Predictions>>
  /** The same of populations whose examples change. */
  readonly live: Map<string, Promise<LiveSet>>
}

/** Sets kept in memory: eight models on 70,000 examples of ten classes are 22 MB. */
const keptSets = 32

export function createPredictionSets({ engine, now }: PredictionsDeps): PredictionSets {
  const cacheOf = perSession((): SessionCache => ({ sets: new Map(), live: new Map() }))
  const liveRows = createLiveRows({ now })

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
    const values = toFloats(await session.objects.read(result.object))
    checkValues(run, values, result.shape)
    return { object: result.object, values }
  }

  async function ofFrozen(
    session: ProjectSession,
    run: StoredRun,
    population: ResolvedPopulation
  ): Promise<Predictions> {
    const { pixels } = population
    if (pixels.kind !== 'frozen') throw new TypeError('a frozen population was expected')
    const { dataset, rows } = pixels
    const basis = { recipe: dataset.facts.recipe, population: population.key }
    const stored = findStored(session, run, basis)
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
    if (session.readOnly === null)
      keepStored(session, run, basis, { keys: dataset.hash, object, createdAt: now().getTime() })
    return fromValues(run, values)
  }

  async function ofExamples(
    session: ProjectSession,
    run: StoredRun,
    examples: readonly Example[],
    renderer: InputRenderer
  ): Promise<readonly (Float32Array | null)[]> {
    const known = await liveRows.of(session, run, renderer)
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
        await liveRows.keep(session, run, renderer, inputs.rows.length)
      }
    }
    return keys.map(key => known.get(key) ?? null)
  }

  async function ofLive(
    session: ProjectSession,
    run: StoredRun,
    { key, pixels }: ResolvedPopulation,
    renderer: InputRenderer
  ): Promise<Predictions> {
    if (pixels.kind !== 'live') throw new TypeError('a live population was expected')
    const { examples } = pixels
    const { live } = cacheOf(session)
    const name = `${run.id} ${weightsKey(run)} ${renderer.identity} ${key}`
    // One after another: who asks while others are waiting finds nothing left to predict.
    const before = live.get(name)?.catch(() => null) ?? Promise.resolve(null)
    const predict = async (others: readonly Example[]): Promise<Predictions> =>
      fromRows(run, await ofExamples(session, run, others, renderer))
    const next = before.then(kept => updateSet(kept, examples, predict))
    live.delete(name)
    live.set(name, next)
    dropOldest(live)
    return (await next).predictions
  }

  return {
    ofExamples,
    flush: liveRows.flush,
    async known(session, run, examples, renderer) {
      const known = await liveRows.of(session, run, renderer)
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
      const name = `${run.id} ${weightsKey(run)} ${population.key} ${population.hash}`
      const predictions = keptOnce(sets, name, () => ofFrozen(session, run, population))
      dropOldest(sets)
      return await predictions
    }
  }
}

function weightsOf(session: ProjectSession, run: StoredRun): PredictRequest['weights'] {
  if (run.weights !== null) return { object: run.weights }
  if (run.best !== null) return { file: bestCheckpoint(session, run.id) }
  throw new VitrineError('CONFLICT', `Run ${run.number} has no weights yet: it has not finished an epoch.`)
}

/** After an edit only the examples that are other ones than before are looked up, or predicted. */
async function updateSet(
  kept: LiveSet | null,
  examples: readonly Example[],
  predict: (examples: readonly Example[]) => Promise<Predictions>
): Promise<LiveSet> {
  const changed = kept?.examples.length === examples.length ? positionsOfOthers(kept.examples, examples) : null
  if (!kept || !changed || changed.length > examples.length / 2)
    return { examples, predictions: await predict(examples) }
  if (changed.length === 0) return { examples, predictions: kept.predictions }
  const others = await predict(changed.flatMap(at => examples[at] ?? []))
  return { examples, predictions: withRows(kept.predictions, changed, others) }
}

/** Where the pictures of one list are others than those of the other: an example that got a new label keeps its own. */
function positionsOfOthers(before: readonly Example[], after: readonly Example[]): readonly number[] {
  const changed: number[] = []
  for (let at = 0; at < after.length; at++) {
    const [old, now] = [before[at], after[at]]
    if (old !== now && (!old || !now || pixelKey(old.pixels) !== pixelKey(now.pixels))) changed.push(at)
  }
  return changed
}

/** Where there are too many. */
function dropOldest(kept: Map<string, unknown>): void {
  const [oldest] = kept.keys()
  if (kept.size > keptSets && oldest !== undefined) kept.delete(oldest)
}
