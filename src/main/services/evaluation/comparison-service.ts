import { VitrineError } from '@shared/contract/errors'
import type { ComparedItem, Comparison, comparisonContract } from '@shared/contract/comparison'
import type { Population } from '@shared/contract/evaluation'
import type { Handlers } from '@shared/contract/handlers'
import { countConsensus, NOT_JUDGED } from '@shared/domain/metrics/consensus'
import { evaluate } from '@shared/domain/metrics/evaluation'
import { compareModels } from '@shared/domain/statistics/compare'
import type { Workspace } from '../workspace'
import { describeExamples } from './items'
import type { Judge, Judged } from './judge'
import { protocolOf } from './populations'

export interface ComparisonDeps {
  readonly workspace: Workspace
  readonly judge: Judge
}

export type ComparisonService = Handlers<typeof comparisonContract>

export function createComparisonService({ workspace, judge }: ComparisonDeps): ComparisonService {
  /** All runs on the same examples in the same order, with one class list. */
  async function judgeAll(runIds: readonly string[], population: Population): Promise<readonly Judged[]> {
    const judged = []
    // One after another: they share one engine.
    for (const runId of new Set(runIds)) judged.push(await judge.judge(runId, population))
    const [first] = judged
    const other = judged.find(({ classIds }) => classIds.join() !== first?.classIds.join())
    if (first && other) {
      throw new VitrineError(
        'CONFLICT',
        `Run ${first.run.number} and run ${other.run.number} were trained on different class lists (${first.run.file.classes.join(', ')} against ${other.run.file.classes.join(', ')}): their figures can’t be compared.`
      )
    }
    return judged
  }

  return {
    async compare({ runIds, population: wanted }) {
      const judged = await judgeAll(runIds, wanted)
      const [first] = judged
      if (!first) throw new VitrineError('INVALID_INPUT', 'Choose at least one run.')
      const { truth, population } = first
      const named = judged.map(({ run, predictions }) => ({ name: `Run ${run.number} (${run.name})`, predictions }))
      const { allRight, someWrong, allWrong, total } = countConsensus(
        truth,
        judged.map(({ predictions }) => predictions)
      )
      return {
        population: { name: population.name, hash: population.hash, count: population.count },
        runs: judged.map(one => summarise(one, wanted)),
        pairs: compareModels(truth, named, 'images').map(
          ({ a, b, onlyARight, onlyBRight, test, adjusted, verdict }) => ({
            a: judged[a]?.run.id ?? '',
            b: judged[b]?.run.id ?? '',
            onlyARight,
            onlyBRight,
            pValue: test.pValue,
            adjusted,
            method: test.method,
            verdict
          })
        ),
        consensus: { allRight, someWrong, allWrong, total },
        cautions: cautions(judged, wanted)
      }
    },

    async items({ runIds, population: wanted, show, wins, loses, truth: only, offset, limit }) {
      const judged = await judgeAll(runIds, wanted)
      const [first] = judged
      if (!first) return { total: 0, labels: [], items: [] }
      const { truth, population } = first
      const models = judged.map(({ predictions }) => predictions)
      const { rightCount } = countConsensus(truth, models)
      const isRight = (model: number, at: number): boolean => models[model]?.predicted[at] === truth[at]
      const chosen: number[] = []
      for (let at = 0; at < population.count; at++) {
        if (only !== undefined && truth[at] !== only) continue
        const right = rightCount[at] ?? NOT_JUDGED
        if (!matches(show, right, models.length, () => new Set(models.map(({ predicted }) => predicted[at])).size > 1))
          continue
        if (wins !== undefined && (right === NOT_JUDGED || !isRight(wins, at))) continue
        if (loses !== undefined && (right === NOT_JUDGED || isRight(loses, at))) continue
        chosen.push(at)
      }
      const items: ComparedItem[] = describeExamples(
        workspace.session().database,
        population,
        chosen.slice(offset, offset + limit)
      ).map(example => ({
        ...example,
        truth: truth[example.index] === -1 ? null : (truth[example.index] ?? null),
        predictions: models.map(({ predicted, confidence }) => ({
          predicted: predicted[example.index] ?? -1,
          confidence: confidence?.[example.index] ?? null
        }))
      }))
      return { total: chosen.length, labels: [...first.run.file.classes], items }
    }
  }
}

type Show = Parameters<ComparisonService['items']>[0]['show']

function matches(show: Show, right: number, models: number, disagree: () => boolean): boolean {
  switch (show) {
    case 'all':
      return true
    case 'disagree':
      return disagree()
    case 'allRight':
      return right === models
    case 'allWrong':
      return right === 0
    case 'someWrong':
      return right !== NOT_JUDGED && right > 0 && right < models
  }
}

function summarise({ run, predictions, truth, recipe }: Judged, population: Population): Comparison['runs'][number] {
  const { confusion, report, interval, alarms } = evaluate(truth, predictions, {
    classNames: run.file.classes,
    unit: 'images'
  })
  return {
    runId: run.id,
    number: run.number,
    name: run.name,
    protocol: protocolOf(population, run.datasetId),
    recipe,
    correct: confusion.correct,
    count: confusion.total,
    accuracy: report.accuracy,
    interval: interval && [interval.low, interval.high],
    macroF1: report.macro.f1,
    alarms: alarms.map(({ message }) => message)
  }
}

/** Reasons why a ranking would mislead, in sentences. */
function cautions(judged: readonly Judged[], population: Population): string[] {
  const protocols = new Set(judged.map(({ run }) => protocolOf(population, run.datasetId)))
  const recipes = new Set(judged.map(({ recipe }) => recipe))
  const trained = judged.filter(({ run }) => protocolOf(population, run.datasetId) === 'training-data')
  return [
    ...(protocols.size > 1
      ? ['These runs were trained on different datasets: for some of them these images are held out, for others not.']
      : []),
    ...(recipes.size > 1 ? [`The runs see different model inputs (recipes ${[...recipes].join(', ')}).`] : []),
    ...trained.map(
      ({ run }) => `Run ${run.number} was trained on these images: its figure says how well it remembers them.`
    )
  ]
}
