import { VitrineError } from '@shared/contract/errors'
import type { Evaluation, evaluationContract, Population } from '@shared/contract/evaluation'
import type { Handlers } from '@shared/contract/handlers'
import { evaluate } from '@shared/domain/metrics/evaluation'
import type { Predictions } from '@shared/domain/metrics/predictions'
import type { Scores } from '@shared/domain/metrics/report'
import { wilsonInterval } from '@shared/domain/statistics/wilson'
import type { EngineClient } from '../../engine-client/engine-client'
import type { DatasetsService } from '../datasets/datasets-service'
import { readExamples, type Example } from '../examples/examples'
import type { InputRenderer } from '../examples/inputs'
import type { HistoryService } from '../history/history-service'
import type { SourcesService } from '../sources/sources-service'
import type { TrainingService } from '../training/training-service'
import type { StoredRun } from '../training/run-store'
import { perSession, type Workspace } from '../workspace'
import { selectItems } from './items'
import { createLabelIndex, type LabelIndex } from './label-index'
import { protocolOf, resolvePopulation, type ResolvedPopulation } from './populations'
import { createPredictionSets } from './predictions'

export interface EvaluationDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly datasets: DatasetsService
  readonly training: TrainingService
  readonly sources: Pick<SourcesService, 'list'>
  readonly engine: EngineClient
  readonly renderer: (recipe: string, examples: readonly Example[]) => Promise<InputRenderer>
  readonly now: () => Date
}

export type EvaluationService = Handlers<typeof evaluationContract>

/** A run on a population with everything that figures are made of. */
interface Judged {
  readonly run: StoredRun
  readonly population: ResolvedPopulation
  readonly predictions: Predictions
  /** Class index per example in the run's own class list, −1 = no truth. */
  readonly truth: Int32Array
  /** The same before edits that were made with predictions in view. */
  readonly originalTruth: Int32Array | null
  readonly edited: number
  readonly recipe: string
}

export function createEvaluationService(deps: EvaluationDeps): EvaluationService {
  const { workspace, history, datasets, training, now } = deps
  const sets = createPredictionSets(deps)
  const labelsOf = perSession(session => createLabelIndex(session.database))
  const known = new WeakSet<object>()
  history.onCommit(({ session, changed }) => {
    const ids = changed.get('annotation')
    // Before its first use the index will read everything anyway.
    if (ids && known.has(session)) labelsOf(session).refresh(ids)
  })

  function labels(): LabelIndex {
    known.add(workspace.session())
    return labelsOf(workspace.session())
  }

  function recipeOf(run: StoredRun): string {
    return datasets.find(run.datasetId).facts.recipe
  }

  async function judge(runId: string, wanted: Population): Promise<Judged> {
    const session = workspace.session()
    const run = training.find(runId)
    const population = await resolvePopulation(session, datasets, wanted)
    const recipe = recipeOf(run)
    const examples = population.pixels.kind === 'live' ? population.pixels.examples : []
    const predictions = await sets.of(session, run, population, await deps.renderer(recipe, examples))
    const classIds = datasets.find(run.datasetId).facts.classes.map(({ id }) => id)
    const index = new Map(classIds.map((id, at) => [id, at]))
    const now = labels()
    const truth = Int32Array.from(population.annotationIds, id => index.get(now.classOf(id)) ?? -1)
    const edited = population.annotationIds.filter(id => now.seenPredictions(id)).length
    return { run, population, predictions, truth, edited, recipe, originalTruth: originalTruth(population, truth, now) }
  }

  async function evaluateRun(runId: string, wanted: Population): Promise<Evaluation> {
    const session = workspace.session()
    const judged = await judge(runId, wanted)
    const { run, population, predictions, truth } = judged
    const names = run.file.classes
    const { confusion, report, interval, alarms } = evaluate(truth, predictions, { classNames: names, unit: 'images' })
    const ids = datasets.find(run.datasetId).facts.classes.map(({ id }) => id)
    const width = names.length
    const row = (scores: Scores, support: number) => ({
      precision: scores.precision,
      recall: scores.recall,
      f1: scores.f1,
      support,
      recallInterval: null
    })
    return {
      runId,
      population: wanted,
      populationName: population.name,
      populationHash: population.hash,
      protocol: protocolOf(wanted, run.datasetId),
      recipe: judged.recipe,
      foreignRecipe: false,
      count: confusion.total,
      unlabelled: confusion.unlabelled,
      correct: confusion.correct,
      accuracy: report.accuracy,
      interval: interval && [interval.low, interval.high],
      originalAccuracy:
        judged.originalTruth &&
        evaluate(judged.originalTruth, predictions, { classNames: names, unit: 'images' }).report.accuracy,
      editedAfterSeeing: judged.edited,
      classes: report.classes.map((scores, at) => {
        const hits = confusion.counts[at * (width + 1)] ?? 0
        const recall = wilsonInterval(hits, scores.support)
        return {
          id: ids[at] ?? null,
          name: names[at] ?? '',
          ...row(scores, scores.support),
          recallInterval: recall && [recall.low, recall.high]
        }
      }),
      macro: row(report.macro, report.support),
      weighted: row(report.weighted, report.support),
      confusion: {
        labels: [...names],
        counts: names.map((_, at) => Array.from(confusion.counts.subarray(at * width, (at + 1) * width)))
      },
      alarms: alarms.map(alarm => ({ ...alarm, class: alarm.class === null ? null : (names[alarm.class] ?? null) })),
      evaluatedAt: now().toISOString(),
      revision: history.revision(session)
    }
  }

  return {
    evaluate: ({ runId, population }) => evaluateRun(runId, population),
    async populations({ runId }) {
      const run = training.find(runId)
      const own = datasets.find(run.datasetId)
      const parts = (['test', 'validation', 'train'] as const).map(part => {
        const population: Population = { kind: 'dataset', datasetId: own.id, part }
        return {
          population,
          name: `${own.name} ${part}`,
          count: own.facts.counts[part],
          protocol: protocolOf(population, own.id)
        }
      })
      const sources = (await deps.sources.list(undefined, { signal: undefined })).map(({ id, name, images }) => {
        const population: Population = { kind: 'source', sourceId: id }
        return { population, name, count: images, protocol: protocolOf(population, own.id) }
      })
      return [...parts, ...sources].filter(({ count }) => count > 0)
    },
    async items(input) {
      const { population, predictions, truth } = await judge(input.runId, input.population)
      return selectItems(workspace.session().database, population, predictions, truth, input)
    },
    async item({ imageId, annotationId, runIds }) {
      const session = workspace.session()
      const all = readExamples(session.database, { imageIds: [imageId] })
      const example = all.find(({ annotation }) => annotation?.uuid === annotationId) ?? all[0]
      if (!example) throw new VitrineError('NOT_FOUND', 'This image is no longer in the project.', { imageId })
      const runs = runIds
        ? runIds.map(training.find)
        : (await training.list(undefined, { signal: undefined }))
            .map(({ id }) => training.find(id))
            .filter(run => run.weights !== null)
      return await Promise.all(
        runs.map(async run => {
          const common = { runId: run.id, labels: [...run.file.classes], inputUrl: null }
          try {
            const renderer = await deps.renderer(recipeOf(run), [example])
            const [row] = await sets.ofExamples(session, run, [example], renderer)
            if (!row) return { ...common, probabilities: null, predicted: null, reason: 'The picture can’t be read.' }
            return { ...common, probabilities: [...row], predicted: row.indexOf(Math.max(...row)), reason: null }
          } catch (error) {
            if (!(error instanceof VitrineError)) throw error
            return { ...common, probabilities: null, predicted: null, reason: error.message }
          }
        })
      )
    }
  }
}

/** Labels with every edit made in view of predictions taken back, where the frozen ones are known; null = nothing edited. */
function originalTruth(population: ResolvedPopulation, truth: Int32Array, labels: LabelIndex): Int32Array | null {
  const { pixels, annotationIds } = population
  if (pixels.kind !== 'frozen' || !annotationIds.some(id => labels.seenPredictions(id))) return null
  return truth.map((label, at) => (labels.seenPredictions(annotationIds[at] ?? 0) ? (pixels.labels[at] ?? -1) : label))
}
