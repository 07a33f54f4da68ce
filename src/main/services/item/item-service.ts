import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { itemContract, ItemModel } from '@shared/contract/item'
import { namedRecipes, fashionMnist } from '@shared/domain/recipes/named'
import type { DatasetsService } from '../datasets/datasets-service'
import { readExamples, type Example } from '../examples/examples'
import type { StoredRun } from '../training/run-store'
import type { Workspace } from '../workspace'
import type { ExternalSets, StoredSet } from '../judging/external-sets'
import { askExternal } from './item-external'
import type { ItemInputs } from '../judging/item-inputs'
import { createItemPopulations } from './item-populations'
import { drawRecheck } from './item-recheck'
import { applyItemLabelMap } from './item-truth'
import { showStages } from '../judging/item-stages'
import type { Judge } from '../judging/judge'
import type { JudgedRuns } from '../judging/judged-runs'
import type { Revisions } from '../evaluation/revisions'

export interface ItemDeps {
  readonly workspace: Workspace
  readonly datasets: DatasetsService
  readonly runs: JudgedRuns
  readonly external: ExternalSets
  readonly judge: Judge
  readonly inputs: ItemInputs
  readonly revisions: Pick<Revisions, 'list'>
}

export type ItemService = Handlers<typeof itemContract>

/** Runs that an item shows when none are named. */
const shownRuns = 8

export function createItemService(deps: ItemDeps): ItemService {
  const { workspace, datasets, runs, external, judge, inputs, revisions } = deps
  const populationsOf = createItemPopulations(datasets, runs)

  function findExample({ imageId, annotationId }: ExampleId): Example {
    const all = readExamples(workspace.session().database, { imageIds: [imageId] })
    const example = all.find(({ annotation }) => annotation?.uuid === annotationId) ?? all[0]
    if (!example) throw new VitrineError('NOT_FOUND', 'This image is no longer in the project.', { imageId })
    return example
  }

  const recipeOf = (run: StoredRun): string => datasets.find(run.datasetId).facts.recipe

  async function ask(run: StoredRun, example: Example): Promise<ItemModel> {
    const { classes } = datasets.find(run.datasetId).facts
    const truth = example.labelled ? classes.findIndex(({ id }) => id === example.classId) : -1
    const model = {
      runId: run.id,
      number: run.number,
      name: run.name,
      recipe: recipeOf(run),
      outOfFoldOf: runs.crossValidation(run.id)?.datasetId ?? null,
      labels: classes.map(({ name }) => name),
      classIds: classes.map(({ id }) => id),
      truth: truth < 0 ? null : truth
    }
    const none = { ...model, probabilities: null, predicted: null }
    try {
      const [row] = await judge.predict(await runs.runFor(run, example), [example])
      if (!row) return { ...none, reason: unreadable(example) }
      return { ...model, probabilities: [...row], predicted: row.indexOf(Math.max(...row)), reason: null }
    } catch (error) {
      if (!(error instanceof VitrineError)) throw error
      return { ...none, reason: error.message }
    }
  }

  return {
    async get({ runIds, ...id }) {
      const session = workspace.session()
      const example = findExample(id)
      const asked = runIds
        ? runIds.map(runId => external.find(runId) ?? runs.find(runId))
        : [...(await runs.list()), ...external.list()].sort((a, b) => numberOf(b) - numberOf(a)).slice(0, shownRuns)
      const models = []
      // One after another: they share one engine, and the first one prepares the input for all.
      for (const one of asked) {
        models.push('uuid' in one ? await askExternal(session, external, one, example) : await ask(one, example))
      }
      // A cross-validation that kept the example out of no fold has nothing to say of it.
      const told = models.filter(({ outOfFoldOf, predicted }) => runIds || outOfFoldOf === null || predicted !== null)
      // A label map of a population says what the item's label counts as for models of other classes.
      const populations = await populationsOf(session, example.imageId)
      const shown = []
      for (const recipe of new Set(told.flatMap(model => model.recipe ?? []))) {
        shown.push({ recipe, picture: await inputs.ofExamples([example], recipe) })
      }
      return {
        imageId: example.imageId,
        annotationId: example.annotation?.uuid ?? null,
        name: example.name,
        region: example.pixels.kind === 'file' ? example.pixels.region : { kind: 'whole' },
        classId: example.classId,
        labelled: example.labelled,
        models: told.map(model => applyItemLabelMap(session, model, example, populations)),
        inputs: shown,
        populations
      }
    },

    async stages({ runId, ...id }) {
      if (external.find(runId)) {
        throw new VitrineError('UNSUPPORTED', 'Predicted elsewhere: what the model saw of the image is not known here.')
      }
      const { recipe: name, definition } = datasets.find(runs.find(runId).datasetId).facts
      const recipe =
        definition ?? namedRecipes.find(known => known.name === name) ?? (name === 'auto' ? fashionMnist : null)
      if (!recipe) {
        throw new VitrineError('UNSUPPORTED', `“${name}” has no steps: packed pictures go to the model as they are.`)
      }
      return await showStages(workspace.session(), findExample(id), recipe)
    },

    revisions: ({ runId, population }) => [...revisions.list(runId, population)],

    async recheck({ runId, population: wanted, count, seed }) {
      const judged = await judge.judge(runId, wanted)
      return {
        population: judged.population.name,
        protocol: judged.protocol,
        items: drawRecheck(workspace.session().database, judged, count, seed)
      }
    }
  }
}

interface ExampleId {
  readonly imageId: number
  readonly annotationId?: string | null | undefined
}

const numberOf = (one: StoredRun | StoredSet): number => ('uuid' in one ? one.id : one.number)

const unreadable = ({ pixels }: Example): string =>
  pixels.kind === 'none' ? pixels.reason : 'The picture can’t be read, or the recipe can’t be applied to it.'
