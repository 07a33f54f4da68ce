import type { Population } from '@shared/contract/evaluation'
import type { Predictions } from '@shared/domain/metrics/predictions'
import type { EngineClient } from '../../engine-client/engine-client'
import type { DatasetsService } from '../datasets/datasets-service'
import type { Example } from '../examples/examples'
import type { InputRenderer } from '../examples/inputs'
import type { HistoryService } from '../history/history-service'
import type { TrainingService } from '../training/training-service'
import type { StoredRun } from '../training/run-store'
import { perSession, type Workspace } from '../workspace'
import { createLabelIndex, type LabelIndex } from './label-index'
import { resolvePopulation, type ResolvedPopulation } from './populations'
import { createPredictionSets } from './predictions'

export interface JudgeDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly datasets: DatasetsService
  readonly training: TrainingService
  readonly engine: EngineClient
  readonly renderer: (recipe: string, examples: readonly Example[]) => Promise<InputRenderer>
  readonly now: () => Date
}

/** A run on a population with everything that figures are made of. */
export interface Judged {
  readonly run: StoredRun
  readonly population: ResolvedPopulation
  readonly predictions: Predictions
  /** Class ids in the run's own order; a class index is a position in here. */
  readonly classIds: readonly number[]
  /** Class index per example, −1 = no truth. */
  readonly truth: Int32Array
  /** The same before edits that were made with predictions in view; null = there were none, or it isn't known. */
  readonly originalTruth: Int32Array | null
  readonly edited: number
  readonly recipe: string
}

export interface Judge {
  /** Predicts where nothing is kept. Errors: NOT_FOUND, CONFLICT (no weights yet), INVALID_INPUT (empty population). */
  judge(runId: string, population: Population): Promise<Judged>
  /** Probabilities of single examples as they are now, null where the picture can't be read. */
  predict(run: StoredRun, examples: readonly Example[]): Promise<readonly (Float32Array | null)[]>
}

export function createJudge(deps: JudgeDeps): Judge {
  const { workspace, history, datasets, training } = deps
  const sets = createPredictionSets(deps)
  const known = new WeakSet<object>()
  const indexOf = perSession(session => {
    known.add(session)
    return createLabelIndex(session.database)
  })
  history.onCommit(({ session, changed }) => {
    const ids = changed.get('annotation')
    // Before its first use the index will read everything anyway.
    if (ids && known.has(session)) indexOf(session).refresh(ids)
  })

  const recipeOf = (run: StoredRun): string => datasets.find(run.datasetId).facts.recipe

  return {
    async judge(runId, wanted) {
      const session = workspace.session()
      const run = training.find(runId)
      const population = await resolvePopulation(session, datasets, wanted)
      const recipe = recipeOf(run)
      const examples = population.pixels.kind === 'live' ? population.pixels.examples : []
      const predictions = await sets.of(session, run, population, await deps.renderer(recipe, examples))
      const classIds = datasets.find(run.datasetId).facts.classes.map(({ id }) => id)
      const position = new Map(classIds.map((id, at) => [id, at]))
      const labels = indexOf(session)
      const truth = Int32Array.from(population.annotationIds, id => position.get(labels.classOf(id)) ?? -1)
      const edited = population.annotationIds.filter(id => labels.seenPredictions(id)).length
      const originalTruth = beforeEdits(population, truth, labels)
      return { run, population, predictions, classIds, truth, originalTruth, edited, recipe }
    },
    async predict(run, examples) {
      const renderer = await deps.renderer(recipeOf(run), examples)
      return await sets.ofExamples(workspace.session(), run, examples, renderer)
    }
  }
}

/** Labels with every edit made in view of predictions taken back, where the frozen ones are known. */
function beforeEdits(population: ResolvedPopulation, truth: Int32Array, labels: LabelIndex): Int32Array | null {
  const { pixels, annotationIds } = population
  if (pixels.kind !== 'frozen' || !annotationIds.some(id => labels.seenPredictions(id))) return null
  return truth.map((label, at) => (labels.seenPredictions(annotationIds[at] ?? 0) ? (pixels.labels[at] ?? -1) : label))
}
