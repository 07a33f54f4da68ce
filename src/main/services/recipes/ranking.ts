import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Recipe } from '@shared/contract/recipe'
import type { Ranking, recipesContract, Strategy } from '@shared/contract/recipes'
import type { Predictions } from '@shared/domain/metrics/predictions'
import { compareModels } from '@shared/domain/statistics/compare'
import { wilsonInterval } from '@shared/domain/statistics/wilson'
import { createRecipeRenderer } from '../../images/recipes/recipe-renderer'
import type { DatasetsService } from '../datasets/datasets-service'
import { pixelKey, type Example } from '../examples/examples'
import { renderInputs, type InputRenderer } from '../examples/inputs'
import type { CreateRenderer } from '../examples/renderers'
import type { Judge } from '../judging/judge'
import { weightsKey } from '../judging/live-rows'
import { checkShape, pinnedRecipe } from '../judging/predictors'
import { readLive, resolvePopulation } from '../judging/populations'
import { fromRows } from '../judging/prediction-rows'
import type { JobsService } from '../jobs/jobs-service'
import type { JobContext } from '../jobs/running-job'
import { perSession, type Workspace } from '../workspace'
import type { StoredRun } from '../training/run-store'
import type { TrainingService } from '../training/training-service'
import { runControl, type Control } from './control'

export interface RankerDeps {
  readonly workspace: Workspace
  readonly jobs: Pick<JobsService, 'start'>
  readonly datasets: DatasetsService
  readonly training: TrainingService
  readonly judge: Pick<Judge, 'sets'>
  readonly renderer: CreateRenderer
}

/** Recipes × runs on one population. */
export type Ranker = Pick<Handlers<typeof recipesContract>, 'rank' | 'ranking'>

type Input = Parameters<Ranker['ranking']>[0]

interface Pairing {
  readonly run: StoredRun
  readonly recipe: number
  readonly renderer: InputRenderer
  readonly own: boolean
  readonly reason: string | null
}

export function createRanker({ workspace, jobs, datasets, training, judge, renderer }: RankerDeps): Ranker {
  // Predictions are kept in the project; these two are quickly made again.
  const unreadableOf = perSession(() => new Set<string>())
  const controlsOf = perSession(() => new Map<string, Control | null>())

  async function pair({ runIds, recipes }: Input): Promise<readonly Pairing[]> {
    const pairings: Pairing[] = []
    for (const run of [...new Set(runIds)].map(training.find)) {
      const dataset = datasets.find(run.datasetId)
      const { identity } = await renderer(pinnedRecipe(dataset), [])
      for (const [recipe, steps] of recipes.entries()) {
        const ready = createRecipeRenderer(steps)
        const reason = explain(() => checkShape(run, dataset.facts.shape, ready))
        pairings.push({ run, recipe, renderer: ready, own: ready.identity === identity, reason })
      }
    }
    return pairings
  }

  async function examplesOf({ population }: Input): Promise<readonly Example[]> {
    const session = workspace.session()
    return readLive(session, await resolvePopulation(session, datasets, population))
  }

  const failureKey = ({ renderer }: Pairing, { pixels }: Example): string => `${renderer.identity} ${pixelKey(pixels)}`
  const controlKey = (run: StoredRun, recipe: Recipe): string =>
    `${run.id} ${weightsKey(run)} ${createRecipeRenderer(recipe).identity}`

  async function work(input: Input, job: JobContext): Promise<void> {
    const session = workspace.session()
    const examples = await examplesOf(input)
    const pairings = (await pair(input)).filter(({ reason }) => reason === null)
    const runs = [...new Set(input.runIds)].map(training.find)
    const parts = pairings.length + (input.control ? runs.length : 0)
    const unreadable = unreadableOf(session)
    for (const [at, pairing] of pairings.entries()) {
      job.signal.throwIfAborted()
      const { name } = pairing.renderer
      const tell = (share: number) =>
        job.progress((at + share) / parts, `Recipe ${at + 1} of ${pairings.length}: ${name}`)
      tell(0)
      const known = await judge.sets.known(session, pairing.run, examples, pairing.renderer)
      const missing = examples.filter((_, index) => known[index] === null)
      const onProgress = (done: number) => tell(done / missing.length)
      const inputs = await renderInputs(missing, pairing.renderer, session.objects, { signal: job.signal, onProgress })
      for (const { at: failed } of inputs.failed) {
        const example = missing[failed]
        if (example) unreadable.add(failureKey(pairing, example))
      }
      await judge.sets.ofExamples(
        session,
        pairing.run,
        inputs.rows.flatMap(row => missing[row] ?? []),
        pairing.renderer
      )
    }
    const { control } = input
    if (!control) return
    for (const [at, run] of runs.entries()) {
      const key = controlKey(run, control)
      if (controlsOf(session).has(key)) continue
      const onProgress = (share: number) =>
        job.progress((pairings.length + at + share) / parts, 'Control: the training’s own pictures')
      const deps = { session, sets: judge.sets, signal: job.signal, onProgress }
      const fits = createRecipeRenderer(control).shape.join() === datasets.find(run.datasetId).facts.shape.join()
      controlsOf(session).set(key, fits ? await runControl(run, datasets.find(run.datasetId), control, deps) : null)
    }
  }

  async function judgeAll(input: Input) {
    const session = workspace.session()
    const examples = await examplesOf(input)
    const judged = []
    for (const pairing of await pair(input)) {
      const { run } = pairing
      const truth = truthOf(examples, datasets.find(run.datasetId).facts.classes)
      const count = truth.filter(label => label !== -1).length
      const rows = pairing.reason === null ? await judge.sets.known(session, run, examples, pairing.renderer) : []
      const failed = (example: Example | undefined) =>
        example !== undefined && unreadableOf(session).has(failureKey(pairing, example))
      const isDone = rows.length > 0 && rows.every((row, at) => row !== null || failed(examples[at]))
      const predictions = isDone ? fromRows(run, rows) : null
      const unreadable = isDone ? rows.filter((row, at) => row === null && truth[at] !== -1).length : 0
      judged.push({
        pairing,
        truth,
        count,
        predictions,
        strategy: summarise(pairing, truth, count, predictions, unreadable)
      })
    }
    return judged.sort((a, b) => (b.strategy.accuracy ?? -1) - (a.strategy.accuracy ?? -1))
  }

  return {
    async rank(input) {
      // Refused at once rather than by a job that fails.
      await pair(input)
      await examplesOf(input)
      return jobs.start({ kind: 'evaluate', title: 'Rank recipes', lane: 'rank-recipes' }, job => work(input, job))
    },

    async ranking(input) {
      const session = workspace.session()
      const judged = await judgeAll(input)
      const ranked = judged.flatMap(({ predictions, ...one }) => (predictions ? [{ ...one, predictions }] : []))
      const [best, second] = ranked
      const study = ranked.find(one => input.recipes[one.pairing.recipe]?.name === 'study')
      const { control } = input
      return {
        strategies: judged.map(({ strategy }) => strategy),
        open: judged.filter(({ predictions, strategy }) => !predictions && strategy.reason === null).length,
        verdict: best && second ? compare(best, second, input.recipes) : null,
        againstStudy: best && study && study !== best && study !== second ? compare(best, study, input.recipes) : null,
        control: control
          ? input.runIds.flatMap(id => controlsOf(session).get(controlKey(training.find(id), control)) ?? [])
          : []
      } satisfies Ranking
    }
  }
}

function truthOf(examples: readonly Example[], classes: readonly { readonly id: number }[]): Int32Array {
  const position = new Map(classes.map(({ id }, at) => [id, at]))
  return Int32Array.from(examples, ({ labelled, classId }) => (labelled ? (position.get(classId ?? 0) ?? -1) : -1))
}

function summarise(
  { run, recipe, own, reason }: Pairing,
  truth: Int32Array,
  count: number,
  predictions: Predictions | null,
  unreadable: number
): Strategy {
  const known = { runId: run.id, recipe, own, count, unreadable, reason }
  if (!predictions || count === 0) return { ...known, correct: null, accuracy: null, interval: null }
  const correct = truth.reduce((sum, label, at) => sum + Number(label !== -1 && predictions.predicted[at] === label), 0)
  const bounds = wilsonInterval(correct, count)
  return { ...known, correct, accuracy: correct / count, interval: bounds && [bounds.low, bounds.high] }
}

interface Ranked {
  readonly pairing: Pairing
  readonly truth: Int32Array
  readonly predictions: Predictions
}

/** McNemar's test in a sentence. */
function compare(a: Ranked, b: Ranked, recipes: readonly Recipe[]): string {
  if (a.truth.some((label, at) => label !== b.truth[at])) {
    return 'The best two know different classes: they can’t be tested against each other.'
  }
  const several = a.pairing.run.id !== b.pairing.run.id
  const named = [a, b].map(({ pairing, predictions }) => {
    const recipe = recipes[pairing.recipe]?.name ?? ''
    return { name: several ? `“${recipe}” with run ${pairing.run.number}` : `“${recipe}”`, predictions }
  })
  const [pair] = compareModels(a.truth, named, 'photos')
  return pair ? `${named.map(({ name }) => name).join(' and ')}: ${pair.verdict}` : ''
}

/** The message of what `check` throws, null when it doesn't. */
function explain(check: () => void): string | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof VitrineError) return error.message
    throw error
  }
}
