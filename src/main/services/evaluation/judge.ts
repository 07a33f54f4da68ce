import type { Region } from '@shared/contract/annotations'
import type { Population } from '@shared/contract/evaluation'
import { VitrineError } from '@shared/contract/errors'
import type { Recipe } from '@shared/contract/recipe'
import type { Predictions } from '@shared/domain/metrics/predictions'
import { populationKey } from '@shared/domain/populations/population-key'
import type { EngineClient } from '../../engine-client/engine-client'
import type { DatasetsService, StoredDataset } from '../datasets/datasets-service'
import type { Example } from '../examples/examples'
import type { InputRenderer, InputShape } from '../examples/inputs'
import type { HistoryService } from '../history/history-service'
import type { StoredRun } from '../training/run-store'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import { guardProtocol, type JudgedRuns } from './judged-runs'
import { createLabelIndex, type LabelIndex } from './label-index'
import { readLive, resolvePopulation, type ResolvedPopulation } from './populations'
import { createPredictionSets, type PredictionSets } from './predictions'

export interface JudgeDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly datasets: DatasetsService
  readonly runs: JudgedRuns
  readonly engine: EngineClient
  readonly renderer: (recipe: string | Recipe, examples: readonly Example[]) => Promise<InputRenderer>
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
  /** The same before edits that were made with predictions in view; null = there were none. */
  readonly originalTruth: Int32Array | null
  /** What the model says of the boxes as they were before such edits; the same object where none was moved. */
  readonly originalPredictions: Predictions
  readonly edited: number
  /** Examples of classes that the run doesn't know, by class id. */
  readonly foreign: ReadonlyMap<number, number>
  readonly recipe: string
  /** True when the recipe is another one than the model was trained with. */
  readonly foreignRecipe: boolean
}

export interface Judge {
  /**
   * Predicts where nothing is kept; by another recipe than the training's only when it is named. Errors: NOT_FOUND,
   * CONFLICT (no weights yet), INVALID_INPUT (empty population), UNSUPPORTED (a recipe for other models).
   */
  judge(runId: string, population: Population, recipe?: string): Promise<Judged>
  readonly sets: PredictionSets
  /** Probabilities of single examples as they are now, null where the picture can't be read. */
  predict(run: StoredRun, examples: readonly Example[]): Promise<readonly (Float32Array | null)[]>
}

export function createJudge(deps: JudgeDeps): Judge {
  const { workspace, history, datasets, runs } = deps
  const sets = createPredictionSets(deps)
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
    async judge(runId, wanted, asked) {
      const session = workspace.session()
      const run = runs.find(runId)
      const whole = runs.crossValidation(runId)
      const { facts } = datasets.find(run.datasetId)
      const resolved = await resolve(session, wanted)
      guardProtocol(run, whole, wanted, { name: resolved.name, recipe: asked === facts.recipe ? undefined : asked })
      const liveOf = ({ pixels }: ResolvedPopulation) => (pixels.kind === 'live' ? pixels.examples : [])
      const own = await deps.renderer(recipeOf(run), liveOf(resolved))
      const renderer = asked === undefined || asked === facts.recipe ? own : await deps.renderer(asked, [])
      const foreignRecipe = renderer.identity !== own.identity
      if (foreignRecipe) checkShape(run, facts.shape, renderer)
      const population: ResolvedPopulation = foreignRecipe
        ? { ...resolved, pixels: { kind: 'live', examples: readLive(session, resolved) } }
        : resolved
      const recipe = foreignRecipe ? renderer.name : facts.recipe
      const predictions = whole
        ? await runs.outOfFold(session, whole)
        : await sets.of(session, run, population, renderer)
      const classIds = facts.classes.map(({ id }) => id)
      const position = new Map(classIds.map((id, at) => [id, at]))
      const labels = indexOf(session)
      const truth = population.annotationIds.map(id => position.get(labels.classOf(id)) ?? -1)
      const foreign = countForeign(population, labels, position)
      const edited = countEdited(population, labels)
      const originalTruth =
        edited === 0 ? null : population.annotationIds.map(id => position.get(labels.classBefore(id)) ?? -1)
      const earlier = edited === 0 ? null : beforeEdits(session, population)
      const originalPredictions = earlier ? await sets.of(session, run, earlier, renderer) : predictions
      const before = { originalTruth, originalPredictions, edited }
      return { run, population, predictions, classIds, truth, ...before, foreign, recipe, foreignRecipe }
    },
    async predict(run, examples) {
      const renderer = await deps.renderer(recipeOf(run), examples)
      return await sets.ofExamples(workspace.session(), run, examples, renderer)
    }
  }
}

/** The recipe that a dataset was made with, by its steps where they are kept. */
export const pinnedRecipe = ({ facts }: Pick<StoredDataset, 'facts'>): string | Recipe =>
  facts.definition ?? facts.recipe

/** Errors: UNSUPPORTED when a recipe makes no input for this model. */
export function checkShape(run: StoredRun, wanted: InputShape, { name, shape }: InputRenderer): void {
  if (shape.join() === wanted.join()) return
  throw new VitrineError(
    'UNSUPPORTED',
    `“${name}” makes inputs of ${shape.join(' × ')}, run ${run.number} takes ${wanted.join(' × ')}: set size and colour to these.`
  )
}

function countForeign(
  { annotationIds }: ResolvedPopulation,
  labels: LabelIndex,
  known: ReadonlyMap<number, number>
): ReadonlyMap<number, number> {
  const foreign = new Map<number, number>()
  for (const id of annotationIds) {
    const classId = labels.classOf(id)
    if (classId !== 0 && !known.has(classId)) foreign.set(classId, (foreign.get(classId) ?? 0) + 1)
  }
  return foreign
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
