import type { Population } from '@shared/contract/evaluation'
import { VitrineError } from '@shared/contract/errors'
import type { Recipe } from '@shared/contract/recipe'
import type { Predictions } from '@shared/domain/metrics/predictions'
import type { DatasetsService, StoredDataset } from '../datasets/datasets-service'
import type { Example } from '../examples/examples'
import type { InputRenderer, InputShape } from '../examples/inputs'
import type { CreateRenderer } from '../examples/renderers'
import type { ProjectSession } from '../session'
import type { StoredRun } from '../training/run-store'
import type { ExternalSets, StoredSet } from './external-sets'
import { guardProtocol, type JudgedRuns } from './judged-runs'
import { readLive, type ResolvedPopulation } from './populations'
import type { PredictionSets } from './predictions'

/** What is judged: a run, a cross-validation as one, or predictions that were made elsewhere. */
export type JudgedRun = Pick<StoredRun, 'id' | 'number' | 'name'> & {
  readonly file: { readonly classes: readonly string[] }
  /** Null: it was not trained here. */
  readonly datasetId: number | null
  readonly parameters: number | null
}

/** Whoever gives predictions for one population, made ready. */
export interface Predictor {
  readonly run: JudgedRun
  readonly classIds: readonly number[]
  /** With pictures by its recipe. */
  readonly population: ResolvedPopulation
  /** Null: nobody here knows what it saw. */
  readonly recipe: string | null
  readonly foreignRecipe: boolean
  on(population: ResolvedPopulation): Promise<Predictions>
}

export interface PredictorsDeps {
  readonly datasets: DatasetsService
  readonly runs: JudgedRuns
  readonly external: ExternalSets
  readonly sets: PredictionSets
  readonly renderer: CreateRenderer
}

export type Predictors = (
  session: ProjectSession,
  id: string,
  on: { readonly wanted: Population; readonly resolved: ResolvedPopulation; readonly recipe: string | undefined }
) => Promise<Predictor>

export function createPredictors({ datasets, runs, external, sets, renderer }: PredictorsDeps): Predictors {
  function ofSet(
    session: ProjectSession,
    set: StoredSet,
    resolved: ResolvedPopulation,
    recipe: string | undefined
  ): Predictor {
    if (recipe !== undefined) {
      const message = `“${set.name}” was predicted elsewhere: no recipe can be tried with it.`
      throw new VitrineError('UNSUPPORTED', message)
    }
    return {
      run: describeSet(set),
      classIds: set.classes.map(({ id }) => id),
      population: resolved,
      recipe: null,
      foreignRecipe: false,
      on: population => external.on(session, set, population)
    }
  }

  /** Whether a frozen dataset's pictures are what this run's own recipe makes. */
  async function isMadeFor({ pixels }: ResolvedPopulation, run: StoredRun, own: InputRenderer): Promise<boolean> {
    if (pixels.kind === 'live' || pixels.dataset.id === run.datasetId) return true
    if (pixels.dataset.facts.shape.join() !== datasets.find(run.datasetId).facts.shape.join()) return false
    try {
      return (await renderer(pinnedRecipe(pixels.dataset), [])).identity === own.identity
    } catch (error) {
      // A recipe that is gone made them: whatever it was, it isn't known to be the run's.
      if (error instanceof VitrineError) return false
      throw error
    }
  }

  return async (session, id, { wanted, resolved, recipe: asked }) => {
    const set = external.find(id)
    if (set) return ofSet(session, set, resolved, asked)
    const run = runs.find(id)
    const whole = runs.crossValidation(id)
    const { facts } = datasets.find(run.datasetId)
    const trial = asked === facts.recipe ? undefined : asked
    guardProtocol(run, whole, wanted, { name: resolved.name, recipe: trial })
    const live = (): ResolvedPopulation => ({
      ...resolved,
      pixels: { kind: 'live', examples: readLive(session, resolved) }
    })
    const made = await renderer(pinnedRecipe(datasets.find(run.datasetId)), liveOf(resolved))
    const isMade = whole !== null || (await isMadeFor(resolved, run, made))
    const drawn = isMade ? resolved : live()
    const own = isMade ? made : await renderer(pinnedRecipe(datasets.find(run.datasetId)), liveOf(drawn))
    const chosen = trial === undefined ? own : await renderer(trial, [])
    const foreignRecipe = chosen.identity !== own.identity
    if (foreignRecipe || !isMade) checkShape(run, facts.shape, chosen)
    return {
      run,
      classIds: facts.classes.map(({ id: classId }) => classId),
      population: foreignRecipe ? live() : drawn,
      recipe: foreignRecipe ? chosen.name : facts.recipe,
      foreignRecipe,
      on: population => (whole ? runs.outOfFold(session, whole) : sets.of(session, run, population, chosen))
    }
  }
}

const liveOf = ({ pixels }: ResolvedPopulation): readonly Example[] => (pixels.kind === 'live' ? pixels.examples : [])

const describeSet = ({ uuid, id, name, classes }: StoredSet): JudgedRun => ({
  ...{ id: uuid, number: id, name, datasetId: null, parameters: null },
  file: { classes: classes.map(entry => entry.name) }
})

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
