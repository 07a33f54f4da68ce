import type { Region } from '@shared/contract/annotations'
import type { Population } from '@shared/contract/evaluation'
import type { Recipe } from '@shared/contract/recipe'
import type { Predictions } from '@shared/domain/metrics/predictions'
import { populationKey } from '@shared/domain/populations/population-key'
import type { EngineClient } from '../../engine-client/engine-client'
import type { DatasetsService } from '../datasets/datasets-service'
import type { Example } from '../examples/examples'
import type { CreateRenderer } from '../examples/renderers'
import type { HistoryService } from '../history/history-service'
import type { StoredRun } from '../training/run-store'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import type { ExternalSets } from './external-sets'
import type { JudgedRuns } from './judged-runs'
import { createLabelIndex, type LabelIndex } from './label-index'
import { applyStoredMap, findLabelMap, type AppliedLabelMap } from './label-maps'
import { resolvePopulation, type ResolvedPopulation } from './populations'
import { createPredictionSets, type PredictionSets } from './predictions'
import { createPredictors, pinnedRecipe, type JudgedRun } from './predictors'

export interface JudgeDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly datasets: DatasetsService
  readonly runs: JudgedRuns
  readonly external: ExternalSets
  readonly engine: EngineClient
  readonly renderer: CreateRenderer
  readonly now: () => Date
}

/** A run on a population with everything that figures are made of. */
export interface Judged {
  readonly run: JudgedRun
  /** As it was asked for. */
  readonly wanted: Population
  readonly population: ResolvedPopulation
  readonly predictions: Predictions
  /** Class ids in the run's own order; a class index is a position in here. */
  readonly classIds: readonly number[]
  /** Class index per example, −1 = no truth. */
  readonly truth: Int32Array
  /** The same before edits that were made with predictions in view; null = there were none. */
  readonly originalTruth: Int32Array | null
  /** What the model says of the boxes as they were before such edits; the same object where none was moved. */
  readonly originalPredictions: Predictions
  readonly edited: number
  /** Examples of classes that the run doesn't know and that no map leads to one of its own, by class id. */
  readonly foreign: ReadonlyMap<number, number>
  /** What other classes count as; null where the population has none that is mapped. */
  readonly labelMap: AppliedLabelMap | null
  /** Examples of the classes that are mapped, by class id. */
  readonly mapped: ReadonlyMap<number, number>
  /** Null: predicted elsewhere, from nobody here knows what. */
  readonly recipe: string | null
  /** True when the recipe is another one than the model was trained with. */
  readonly foreignRecipe: boolean
}

/** What a population is labelled with, beside a model's classes. */
export interface ClassesOn {
  readonly modelClasses: readonly { readonly id: number; readonly name: string }[]
  readonly name: string
  readonly count: number
  readonly unlabelled: number
  /** Examples by class id. */
  readonly counts: ReadonlyMap<number, number>
}

export interface Judge {
  /**
   * Predicts where nothing is kept; by another recipe than the training's only when it is named. Errors: NOT_FOUND,
   * CONFLICT (no weights yet), INVALID_INPUT (empty population), UNSUPPORTED (a recipe for other models).
   */
  judge(runId: string, population: Population, recipe?: string): Promise<Judged>
  readonly sets: PredictionSets
  /** Errors: NOT_FOUND, INVALID_INPUT (empty population). */
  resolve(population: Population): Promise<ResolvedPopulation>
  /** What a population is labelled with now, for a model of these classes. Predicts nothing. Errors as `judge`. */
  classesOn(runId: string, population: Population): Promise<ClassesOn>
  /** Probabilities of single examples as they are now, null where the picture can't be read. */
  predict(run: StoredRun, examples: readonly Example[]): Promise<readonly (Float32Array | null)[]>
}

export function createJudge(deps: JudgeDeps): Judge {
  const { workspace, history, datasets } = deps
  const sets = createPredictionSets(deps)
  const predictorOf = createPredictors({ ...deps, sets })
  const known = new WeakSet<object>()
  // Datasets are frozen: what a part consists of never changes.
  const partsOf = perSession(() => new Map<string, ResolvedPopulation>())
  const indexOf = perSession(session => {
    known.add(session)
    return createLabelIndex(session.database)
  })
  history.onCommit(({ session, changed }) => {
    const ids = changed.get('annotation')
    // Before its first use the index will read everything anyway.
    if (ids && known.has(session)) indexOf(session).refresh(ids)
  })

  async function resolve(session: ProjectSession, wanted: Population): Promise<ResolvedPopulation> {
    const parts = partsOf(session)
    const kept = parts.get(populationKey(wanted))
    if (kept) return kept
    const population = await resolvePopulation(session, datasets, wanted)
    if (population.pixels.kind === 'frozen') parts.set(population.key, population)
    return population
  }

  const recipeOf = (run: StoredRun): string | Recipe => pinnedRecipe(datasets.find(run.datasetId))

  return {
    sets,
    resolve: wanted => resolve(workspace.session(), wanted),
    async judge(runId, wanted, asked) {
      const session = workspace.session()
      const resolved = await resolve(session, wanted)
      const predictor = await predictorOf(session, runId, { wanted, resolved, recipe: asked })
      const { run, population, classIds, recipe, foreignRecipe } = predictor
      const predictions = await predictor.on(population)
      const own = new Map(classIds.map((id, at) => [id, at]))
      const stored = findLabelMap(session, classIds, resolved.key)
      const { positions, applied } = applyStoredMap(own, stored)
      const labels = indexOf(session)
      const truth = population.annotationIds.map(id => positions.get(labels.classOf(id)) ?? -1)
      const others = countClasses(population, labels, id => !own.has(id))
      const foreign = new Map([...others].filter(([id]) => !positions.has(id)))
      const mapped = new Map([...others].filter(([id]) => positions.has(id)))
      const labelMap = others.size > 0 ? applied : null
      const edited = countEdited(population, labels)
      const originalTruth =
        edited === 0 ? null : population.annotationIds.map(id => positions.get(labels.classBefore(id)) ?? -1)
      const earlier = edited === 0 ? null : beforeEdits(session, population)
      const originalPredictions = earlier ? await predictor.on(earlier) : predictions
      const before = { originalTruth, originalPredictions, edited }
      const classes = { classIds, foreign, mapped, labelMap }
      return { run, wanted, population, predictions, truth, ...before, ...classes, recipe, foreignRecipe }
    },
    async classesOn(runId, wanted) {
      const session = workspace.session()
      const resolved = await resolve(session, wanted)
      const { run, classIds } = await predictorOf(session, runId, { wanted, resolved, recipe: undefined })
      const counts = countClasses(resolved, indexOf(session), () => true)
      const labelled = [...counts.values()].reduce((sum, count) => sum + count, 0)
      return {
        modelClasses: classIds.map((id, at) => ({ id, name: run.file.classes[at] ?? '' })),
        ...{ name: resolved.name, count: resolved.count, unlabelled: resolved.count - labelled, counts }
      }
    },
    async predict(run, examples) {
      const renderer = await deps.renderer(recipeOf(run), examples)
      return await sets.ofExamples(workspace.session(), run, examples, renderer)
    }
  }
}

/** Examples by the class that they are labelled with, of the classes asked for. */
function countClasses(
  { annotationIds }: ResolvedPopulation,
  labels: LabelIndex,
  isWanted: (classId: number) => boolean
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const id of annotationIds) {
    const classId = labels.classOf(id)
    if (classId !== 0 && isWanted(classId)) counts.set(classId, (counts.get(classId) ?? 0) + 1)
  }
  return counts
}

function countEdited({ annotationIds }: ResolvedPopulation, labels: LabelIndex): number {
  let edited = 0
  for (const id of annotationIds) if (labels.seenPredictions(id)) edited++
  return edited
}

/** The population with every box where it was before edits made in view of predictions; null where none was moved. */
function beforeEdits({ database }: ProjectSession, population: ResolvedPopulation): ResolvedPopulation | null {
  // A frozen dataset keeps the pixels that it was frozen with.
  if (population.pixels.kind === 'frozen') return null
  const select = database.sqlite
    .prepare<[number], string>(`select json_extract(before_seen, '$.region') from annotation where id = ?`)
    .pluck()
  let moved = false
  const examples = population.pixels.examples.map((example): Example => {
    const { annotation, pixels } = example
    if (!annotation || !example.seenPredictions || pixels.kind !== 'file') return example
    const text = select.get(annotation.id) ?? null
    if (text === null || text === JSON.stringify(pixels.region)) return example
    moved = true
    // The column holds what the contract's region schema let in.
    return { ...example, pixels: { ...pixels, region: JSON.parse(text) as Region } }
  })
  return moved ? { ...population, pixels: { kind: 'live', examples } } : null
}
