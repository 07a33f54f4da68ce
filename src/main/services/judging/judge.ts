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
import { createLabelReader, type JudgedLabels } from './judged-labels'
import { createLivePopulations } from './live-populations'
import { refuseEmpty, resolvePopulation, type ResolvedPopulation } from './populations'
import { createPredictionSets, type PredictionSets } from './predictions'
import { createPredictors, pinnedRecipe, type JudgedRun } from './predictors'
import { createProtocols, type Protocol, type Protocols } from './protocols'

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
export interface Judged extends JudgedLabels, Protocol {
  readonly run: JudgedRun
  /** As it was asked for. */
  readonly wanted: Population
  readonly population: ResolvedPopulation
  readonly predictions: Predictions
  /** Class ids in the run's own order; a class index is a position in here. */
  readonly classIds: readonly number[]
  /** What the model says of the boxes as they were before such edits; the same object where none was moved. */
  readonly originalPredictions: Predictions
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
  readonly protocols: Protocols
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
  // Datasets are frozen: what a part consists of never changes.
  const partsOf = perSession(() => new Map<string, ResolvedPopulation>())
  const live = createLivePopulations(history)
  const labels = createLabelReader(history)
  const protocols = createProtocols(datasets)

  async function resolve(session: ProjectSession, wanted: Population): Promise<ResolvedPopulation> {
    if (wanted.kind === 'source') return refuseEmpty(live.of(session, wanted.sourceId))
    const parts = partsOf(session)
    const kept = parts.get(populationKey(wanted))
    if (kept) return kept
    const population = await resolvePopulation(session, datasets, wanted)
    parts.set(population.key, population)
    return population
  }

  const recipeOf = (run: StoredRun): string | Recipe => pinnedRecipe(datasets.find(run.datasetId))

  return {
    sets,
    protocols,
    resolve: wanted => resolve(workspace.session(), wanted),
    async judge(runId, wanted, asked) {
      const session = workspace.session()
      const resolved = await resolve(session, wanted)
      const predictor = await predictorOf(session, runId, { wanted, resolved, recipe: asked })
      const { run, population, classIds, recipe, foreignRecipe } = predictor
      const predictions = await predictor.on(population)
      const labelled = labels.of(session, population, classIds)
      const earlier = labelled.edited === 0 ? null : beforeEdits(session, population)
      const originalPredictions = earlier ? await predictor.on(earlier) : predictions
      return {
        ...{ run, wanted, population, predictions, originalPredictions, classIds, recipe, foreignRecipe },
        ...labelled,
        ...(await protocols.of(session, wanted, population, run.datasetId))
      }
    },
    async classesOn(runId, wanted) {
      const session = workspace.session()
      const resolved = await resolve(session, wanted)
      const { run, classIds } = await predictorOf(session, runId, { wanted, resolved, recipe: undefined })
      const counts = labels.counts(session, resolved)
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
