import { VitrineError } from '@shared/contract/errors'
import type { Evaluation, evaluationContract, Population } from '@shared/contract/evaluation'
import type { Handlers } from '@shared/contract/handlers'
import { evaluate } from '@shared/domain/metrics/evaluation'
import { macroF1Interval } from '@shared/domain/metrics/macro-f1-interval'
import type { Scores } from '@shared/domain/metrics/report'
import { wilsonInterval } from '@shared/domain/statistics/wilson'
import type { ClassesService } from '../classes-service'
import type { DatasetsService } from '../datasets/datasets-service'
import { readExamples } from '../examples/examples'
import type { HistoryService } from '../history/history-service'
import type { SourcesService } from '../sources/sources-service'
import type { TrainingService } from '../training/training-service'
import type { Workspace } from '../workspace'
import { listCovered } from './covered-populations'
import { describeDetails } from './details'
import type { ExternalSets } from '../judging/external-sets'
import { evaluateFolds } from './fold-evaluation'
import { nameForeign, nameLabelMap, refuseUnmapped } from './foreign-classes'
import { selectItems } from './items'
import type { Judge } from '../judging/judge'
import type { JudgedRuns } from '../judging/judged-runs'
import { describeOod } from './ood-view'

export interface EvaluationDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly datasets: DatasetsService
  readonly training: TrainingService
  readonly runs: JudgedRuns
  readonly sources: Pick<SourcesService, 'list'>
  readonly classes: Pick<ClassesService, 'entries'>
  readonly external: ExternalSets
  readonly judge: Judge
  readonly now: () => Date
}

export type EvaluationService = Handlers<typeof evaluationContract>

export function createEvaluationService(deps: EvaluationDeps): EvaluationService {
  const { workspace, history, datasets, training, runs, judge, now } = deps

  async function evaluateRun(runId: string, wanted: Population, recipe?: string): Promise<Evaluation> {
    const session = workspace.session()
    const judged = await judge.judge(runId, wanted, recipe)
    const { run, population, predictions, truth } = judged
    const names = run.file.classes
    const { confusion, report, interval, alarms } = evaluate(truth, predictions, { classNames: names, unit: 'images' })
    const entries = deps.classes.entries()
    refuseUnmapped(judged, entries)
    const foreign = nameForeign(judged, entries)
    const ids = judged.classIds
    const width = names.length
    const macroF1 = macroF1Interval(truth, predictions)
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
      protocol: judged.protocol,
      learnt: judged.learnt,
      recipe: judged.recipe,
      foreignRecipe: judged.foreignRecipe,
      count: confusion.total,
      unlabelled: confusion.unlabelled - foreign.reduce((sum, { count }) => sum + count, 0),
      unpredicted: confusion.unpredicted,
      labelMap: nameLabelMap(judged, entries),
      foreignClasses: foreign,
      correct: confusion.correct,
      accuracy: report.accuracy,
      interval: interval && [interval.low, interval.high],
      originalAccuracy:
        judged.originalTruth &&
        evaluate(judged.originalTruth, judged.originalPredictions, { classNames: names, unit: 'images' }).report
          .accuracy,
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
      macroF1Interval: macroF1 && [macroF1.low, macroF1.high],
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
    evaluate: ({ runId, population, recipe }) => evaluateRun(runId, population, recipe),
    async details({ runId, population, recipe }) {
      const judged = await judge.judge(runId, population, recipe)
      refuseUnmapped(judged, deps.classes.entries())
      return describeDetails(judged.truth, judged.predictions)
    },
    async folds({ crossValidationId: id }) {
      const whole = runs.crossValidation(id)
      if (!whole) throw new VitrineError('NOT_FOUND', 'There is no such cross-validation in this project.', { id })
      const judged = await judge.judge(id, { kind: 'dataset', datasetId: whole.datasetId, part: 'out-of-fold' })
      return evaluateFolds(judged, await runs.foldsOf(workspace.session(), whole))
    },
    async outOfDistribution({ runId, population, recipe }) {
      const judged = await judge.judge(runId, population, recipe)
      return await describeOod(judged, deps.classes.entries(), datasets, judge)
    },
    async populations({ runId }) {
      const set = deps.external.find(runId)
      if (set) return await listCovered(set, { ...deps, session: workspace.session() })
      const run = runs.find(runId)
      const own = datasets.find(run.datasetId)
      if (runs.crossValidation(runId)) {
        const population: Population = { kind: 'dataset', datasetId: own.id, part: 'out-of-fold' }
        const { train, validation } = own.facts.counts
        const count = train + validation
        return [{ population, name: `${own.name} out of fold`, count, protocol: 'out-of-fold' }]
      }
      const parts = (['test', 'validation', 'train'] as const).map(part => {
        const population: Population = { kind: 'dataset', datasetId: own.id, part }
        return {
          population,
          name: `${own.name} ${part}`,
          count: own.facts.counts[part],
          protocol: part === 'train' ? ('training-data' as const) : ('single-split' as const)
        }
      })
      const session = workspace.session()
      const learnt = await judge.protocols.ofSources(session, own.id)
      const sources = (await deps.sources.list(undefined, { signal: undefined })).map(({ id, name, images }) => {
        const population: Population = { kind: 'source', sourceId: id }
        return { population, name, count: images, protocol: learnt.get(id)?.protocol ?? ('held-out' as const) }
      })
      const others = []
      for (const { id, name, revision, counts } of await datasets.list(undefined, { signal: undefined })) {
        if (id === own.id || counts.test === 0) continue
        const population: Population = { kind: 'dataset', datasetId: id, part: 'test' }
        const resolved = await judge.resolve(population)
        const { protocol } = await judge.protocols.of(session, population, resolved, own.id)
        others.push({ population, name: `${name}, revision ${revision}, test`, count: counts.test, protocol })
      }
      return [...parts, ...sources, ...others].filter(({ count }) => count > 0)
    },
    async items(input) {
      const { population, predictions, truth } = await judge.judge(input.runId, input.population, input.recipe)
      const session = workspace.session()
      const page = selectItems(session.database, population, predictions, truth, input)
      const whole = runs.crossValidation(input.runId)
      if (!whole) return page
      const folds = await runs.foldsOf(session, whole)
      return { ...page, items: page.items.map(item => ({ ...item, fold: folds[item.index] ?? 0 })) }
    },
    async item({ imageId, annotationId, runIds }) {
      const session = workspace.session()
      const all = readExamples(session.database, { imageIds: [imageId] })
      const example = all.find(({ annotation }) => annotation?.uuid === annotationId) ?? all[0]
      if (!example) throw new VitrineError('NOT_FOUND', 'This image is no longer in the project.', { imageId })
      const asked = runIds
        ? runIds.map(training.find)
        : (await training.list(undefined, { signal: undefined }))
            .map(({ id }) => training.find(id))
            .filter(run => run.weights !== null)
      return await Promise.all(
        asked.map(async run => {
          const common = { runId: run.id, labels: [...run.file.classes], inputUrl: null }
          try {
            const [row] = await judge.predict(run, [example])
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
