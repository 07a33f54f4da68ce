import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Recipe } from '@shared/contract/recipe'
import type { LabRow, recipesContract } from '@shared/contract/recipes'
import { checkRecipe } from '@shared/domain/recipes/shape'
import { rowsOf, type DatasetsService, type StoredDataset } from '../datasets/datasets-service'
import type { Example } from '../examples/examples'
import { samplePreviews } from '../examples/sample-previews'
import { showPack } from '../judging/item-inputs'
import { drawStages, edge, type DrawnStages } from '../judging/item-stages'
import type { Judge } from '../judging/judge'
import { readLive, resolvePopulation } from '../judging/populations'
import { givesProbabilities } from '../judging/prediction-rows'
import type { ProjectSession } from '../session'
import type { StoredRun } from '../training/run-store'
import type { TrainingService } from '../training/training-service'
import type { Workspace } from '../workspace'
import { findNearest } from './nearest'
import type { RecipeStore } from './recipe-store'

export interface LabDeps {
  readonly workspace: Workspace
  readonly datasets: DatasetsService
  readonly training: TrainingService
  readonly judge: Pick<Judge, 'sets' | 'protocols'>
  readonly store: Pick<RecipeStore, 'find'>
}

/** Photos through recipes, step by step, to be looked at. */
export type RecipeLab = Pick<Handlers<typeof recipesContract>, 'lab' | 'rows'>

type Drawn = { readonly ok: DrawnStages } | { readonly reason: string }
type Answer = LabRow['answer']

const shownAnswers = 3
const shownNeighbours = 9

export function createRecipeLab({ workspace, datasets, training, judge, store }: LabDeps): RecipeLab {
  /** What the model makes of inputs in its own shape; null for those that aren't. */
  async function ask(session: ProjectSession, run: StoredRun, shape: string, drawn: readonly Drawn[]) {
    const fitting = drawn.flatMap((one, at) => ('ok' in one && shapeOf(one.ok) === shape ? [{ at, one: one.ok }] : []))
    const answers = drawn.map((): Answer => null)
    const [first] = fitting
    if (!first) return answers
    const { height, width, channels } = first.one.input
    const inputs = Buffer.concat(fitting.map(({ one }) => one.input.data))
    const values = await judge.sets.ofInputs(session, run, inputs, [height, width, channels])
    const classes = run.file.classes.length
    const isProbability = givesProbabilities(run)
    fitting.forEach(({ at }, row) => {
      const scores = [...values.subarray(row * classes, (row + 1) * classes)]
      answers[at] = scores
        .map((score, label) => ({ label, score }))
        .sort((a, b) => b.score - a.score)
        .slice(0, shownAnswers)
        .map(({ label, score }) => ({ label, probability: isProbability ? score : null }))
    })
    return answers
  }

  async function nearest(session: ProjectSession, dataset: StoredDataset, drawn: readonly Drawn[]) {
    const { counts, shape } = dataset.facts
    const size = shape[0] * shape[1] * shape[2]
    const { start, end } = rowsOf(counts, 'train')
    const rows = await session.objects.readRange(dataset.x, start * size, (end - start) * size)
    const labels = await session.objects.readRange(dataset.y, start * 4, (end - start) * 4)
    const found: LabRow['nearest'][] = []
    for (const one of drawn) {
      const fits = 'ok' in one && shapeOf(one.ok) === shape.join()
      const neighbours = fits ? await findNearest(rows, one.ok.input.data, shownNeighbours) : []
      found.push(
        neighbours.map(({ row, distance }) => ({ row: start + row, label: labels.readInt32LE(row * 4), distance }))
      )
    }
    return found
  }

  return {
    async lab({ runId, population: wanted }) {
      const session = workspace.session()
      const run = training.find(runId)
      const { facts } = datasets.find(run.datasetId)
      const population = await resolvePopulation(session, datasets, wanted)
      const known = new Set(facts.classes.map(({ id }) => id))
      const labelled = readLive(session, population).filter(one => one.labelled && known.has(one.classId ?? 0)).length
      return {
        runNumber: run.number,
        runName: run.name,
        population: { name: population.name, hash: population.hash, count: population.count, labelled },
        protocol: (await judge.protocols.of(session, wanted, population, run.datasetId)).protocol,
        labels: facts.classes.map(({ name }) => name),
        classIds: facts.classes.map(({ id }) => id),
        shape: facts.shape,
        recipe: facts.definition ?? store.find(facts.recipe),
        recipeName: facts.recipe
      }
    },

    async rows({ runId, population: wanted, recipe, other, indexes }) {
      const checked = checkRecipe(recipe)
      if ('message' in checked) throw new VitrineError('INVALID_INPUT', checked.message, { step: checked.step })
      const session = workspace.session()
      const run = training.find(runId)
      const dataset = datasets.find(run.datasetId)
      const { shape, classes } = dataset.facts
      const live = readLive(session, await resolvePopulation(session, datasets, wanted))
      const chosen = indexes.flatMap(index => (live[index] ? [{ index, example: live[index] }] : []))

      const drawn: Drawn[] = []
      const beside: Drawn[] = []
      for (const { example } of chosen) {
        drawn.push(await draw(session, example, recipe))
        if (other) beside.push(await draw(session, example, other))
      }
      const answers = await ask(session, run, shape.join(), drawn)
      const otherAnswers = await ask(session, run, shape.join(), beside)
      const neighbours = await nearest(session, dataset, drawn)
      const squares: Uint8Array[] = []
      const rows = chosen.map(({ index, example }, at): LabRow => {
        const { imageId, annotation, name, labelled, classId } = example
        const one = drawn[at] ?? { reason: '' }
        const truth = labelled ? classes.findIndex(({ id }) => id === classId) : -1
        const stages =
          'ok' in one
            ? one.ok.stages.map((stage, step) => ({ ...stage, row: squares.push(one.ok.squares[step] ?? blank) - 1 }))
            : []
        const second = beside[at]
        const lastSquare = second && 'ok' in second ? second.ok.squares.at(-1) : undefined
        return {
          ...{ index, imageId, name, stages },
          annotationId: annotation?.uuid ?? null,
          region: example.pixels.kind === 'file' ? example.pixels.region : { kind: 'whole' },
          truth: truth < 0 ? null : truth,
          answer: answers[at] ?? null,
          other: lastSquare ? { row: squares.push(lastSquare) - 1, answer: otherAnswers[at] ?? null } : null,
          nearest: neighbours[at] ?? [],
          reason: reasonOf(one, checked, shape)
        }
      })
      const pack = squares.length > 0 ? await showPack(session, Buffer.concat(squares), [edge, edge, 3]) : null
      const [height, width, channels] = shape
      const isShown = channels === 1 || channels === 3
      if (isShown) await samplePreviews(session).add(dataset.x, shape)
      return {
        edge,
        pictures: pack && { ...pack, rows: squares.map((_, at) => at) },
        training: isShown ? { pack: dataset.x, shape: [height, width, channels], rows: [] } : null,
        rows
      }
    }
  }
}

const blank = new Uint8Array(edge * edge * 3)

async function draw(session: ProjectSession, example: Example, recipe: Recipe): Promise<Drawn> {
  try {
    return { ok: await drawStages(session, example, recipe) }
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error
    return { reason: error.message }
  }
}

const shapeOf = ({ input }: DrawnStages): string => [input.height, input.width, input.channels].join()

function reasonOf(drawn: Drawn, made: readonly number[], wanted: readonly number[]): string | null {
  if ('reason' in drawn) return drawn.reason
  if (made.join() === wanted.join()) return null
  return `The recipe makes inputs of ${made.join(' × ')}, the model takes ${wanted.join(' × ')}.`
}
