import { VitrineError } from '@shared/contract/errors'
import type { ComparedItem, Comparison, comparisonContract } from '@shared/contract/comparison'
import type { Population } from '@shared/contract/evaluation'
import type { Handlers } from '@shared/contract/handlers'
import { countConsensus } from '@shared/domain/metrics/consensus'
import { evaluate } from '@shared/domain/metrics/evaluation'
import { reasonsAgainstComparing, remarksOn, type Basis } from '@shared/domain/metrics/protocol-guard'
import { compareModels, type PairVerdict } from '@shared/domain/statistics/compare'
import { SIGNIFICANCE } from '@shared/domain/statistics/verdict'
import type { ClassesService } from '../classes-service'
import type { Workspace } from '../workspace'
import { alignClasses } from './align-classes'
import { selectCompared } from './comparison-items'
import { nameLabelMap, refuseUnmapped } from './foreign-classes'
import type { ItemInputs } from '../judging/item-inputs'
import { describeExamples } from './items'
import type { Judge, Judged } from '../judging/judge'

export interface ComparisonDeps {
  readonly workspace: Workspace
  readonly classes: Pick<ClassesService, 'entries'>
  readonly judge: Judge
  readonly inputs: ItemInputs
}

export type ComparisonService = Handlers<typeof comparisonContract>

export function createComparisonService({ workspace, classes, judge, inputs }: ComparisonDeps): ComparisonService {
  /** All runs on the same examples in the same order, with one class list. */
  async function judgeAll(runIds: readonly string[], population: Population): Promise<[Judged, ...Judged[]]> {
    const judged: Judged[] = []
    // One after another: they share one engine.
    for (const runId of new Set(runIds)) judged.push(await judge.judge(runId, population))
    // What was trained here says which classes there are; predictions from elsewhere are written in them.
    const base = judged.find(({ run }) => run.datasetId !== null) ?? judged[0]
    if (!base) throw new VitrineError('INVALID_INPUT', 'Choose at least one run.')
    refuseUnmapped(base, classes.entries())
    const [first, ...others] = judged.map(one => alignClasses(one, base) ?? refuseClasses(base, one))
    if (!first) throw new VitrineError('INVALID_INPUT', 'Choose at least one run.')
    return [first, ...others]
  }

  return {
    async compare({ runIds, population: wanted }) {
      const judged = await judgeAll(runIds, wanted)
      const [{ truth, population, run, classIds }] = judged
      const named = judged.map(({ run, predictions }) => ({ name: nameRun(run), predictions }))
      const pairs = compareModels(truth, named, 'images')
      const { allRight, someWrong, allWrong, total } = countConsensus(
        truth,
        judged.map(({ predictions }) => predictions)
      )
      return {
        population: { name: population.name, hash: population.hash, count: population.count },
        labels: [...run.file.classes],
        classIds: [...classIds],
        runs: judged.map(summarise),
        pairs: pairs.map(({ a, b, onlyARight, onlyBRight, test, adjusted, verdict }) => ({
          a: judged[a]?.run.id ?? '',
          b: judged[b]?.run.id ?? '',
          onlyARight,
          onlyBRight,
          pValue: test.pValue,
          adjusted,
          method: test.method,
          verdict
        })),
        consensus: { allRight, someWrong, allWrong, total },
        best: judged[bestOf(pairs, judged.length)]?.run.id ?? null,
        labelMap: nameLabelMap(judged[0], classes.entries()),
        cautions: cautions(judged)
      }
    },

    async items({ runIds, population: wanted, offset, limit, ...query }) {
      const judged = await judgeAll(runIds, wanted)
      const [{ truth, population, run }] = judged
      const models = judged.map(({ predictions }) => predictions)
      const { chosen, counts } = selectCompared(truth, models, query)
      const items: ComparedItem[] = describeExamples(
        workspace.session().database,
        population,
        chosen.slice(offset, offset + limit)
      ).map(example => ({
        ...example,
        truth: truth[example.index] === -1 ? null : (truth[example.index] ?? null),
        predictions: models.map(({ predicted, confidence }) => ({
          predicted: predicted[example.index] ?? -1,
          confidence: predicted[example.index] === -1 ? null : (confidence?.[example.index] ?? null)
        }))
      }))
      return { total: chosen.length, labels: [...run.file.classes], items, counts }
    },

    async inputs({ runIds, population: wanted, indexes }) {
      const judged = await judgeAll(runIds, wanted)
      const [{ population }] = judged
      const { pixels } = population
      const recipes = new Set(
        pixels.kind === 'frozen' ? [pixels.dataset.facts.recipe] : judged.flatMap(({ recipe }) => recipe ?? [])
      )
      const shown = []
      for (const recipe of recipes) shown.push({ recipe, picture: await inputs.of(population, recipe, indexes) })
      return shown
    }
  }
}

function summarise(judged: Judged): Comparison['runs'][number] {
  const { run, predictions, truth, recipe } = judged
  const names = { classNames: run.file.classes, unit: 'images' }
  const { confusion, report, interval, alarms } = evaluate(truth, predictions, names)
  const { classes, counts } = confusion
  const original = judged.originalTruth && evaluate(judged.originalTruth, judged.originalPredictions, names)
  return {
    runId: run.id,
    number: run.number,
    name: run.name,
    protocol: judged.protocol,
    recipe,
    correct: confusion.correct,
    count: confusion.total,
    accuracy: report.accuracy,
    interval: interval && [interval.low, interval.high],
    macroF1: report.macro.f1,
    parameters: run.parameters,
    originalAccuracy: original && original.report.accuracy,
    confusion: Array.from({ length: classes }, (_, row) => [...counts.subarray(row * classes, (row + 1) * classes)]),
    alarms: alarms.map(({ message }) => message)
  }
}

/** Position of the run that wins every paired test it takes part in, −1 when none does. */
function bestOf(pairs: readonly PairVerdict[], count: number): number {
  if (count < 2) return -1
  return Array.from({ length: count }, (_, at) => at).findIndex(at =>
    pairs
      .filter(({ a, b }) => a === at || b === at)
      .every(({ a, onlyARight, onlyBRight, test, adjusted }) => {
        const wins = a === at ? onlyARight > onlyBRight : onlyBRight > onlyARight
        return wins && (adjusted ?? test.pValue) < SIGNIFICANCE
      })
  )
}

const nameRun = ({ number, name, datasetId }: Judged['run']): string =>
  datasetId === null ? `External ${number} (${name})` : `Run ${number} (${name})`

function refuseClasses(base: Judged, other: Judged): never {
  const [first, second] = [base, other].map(({ run }) => `${nameRun(run)} knows ${run.file.classes.join(', ')}`)
  throw new VitrineError('CONFLICT', `${first}; ${second}. Figures on different class lists can’t be compared.`)
}

/** Reasons why a ranking would mislead, in sentences. */
function cautions(judged: readonly Judged[]): string[] {
  const recipes = new Set(judged.flatMap(({ recipe }) => recipe ?? []))
  const counts = judged.map(({ truth, predictions }) => countJudged(truth, predictions))
  const partial = judged.flatMap(({ run, truth }, at) => {
    const lacking = countLabelled(truth) - (counts[at] ?? 0)
    return lacking > 0 ? [`${nameRun(run)} has no prediction for ${lacking} of the labelled images`] : []
  })
  const [first, ...others] = judged.map(basisOf)
  const reasons = first ? others.flatMap(other => reasonsAgainstComparing(first, other)) : []
  // How much of it was learnt is said below.
  const remarks = judged.flatMap(one =>
    one.protocol === 'training-data' ? [] : remarksOn(basisOf(one)).map(remark => `${nameRun(one.run)}: ${remark}`)
  )
  return [
    ...new Set(reasons),
    ...(recipes.size > 1 ? [`The runs see different model inputs (recipes ${[...recipes].join(', ')}).`] : []),
    ...judged.flatMap(({ run, learnt, population: { count } }) =>
      learnt === 0
        ? []
        : [
            `Run ${run.number} was trained on ${learnt === count ? 'these images' : `${learnt.toLocaleString('en')} of these ${count.toLocaleString('en')} images`}: its figure says how well it remembers them.`
          ]
    ),
    ...remarks,
    ...(new Set(counts).size > 1
      ? [`${partial.join('; ')}: paired tests and agreement count only images that all have a prediction for.`]
      : [])
  ]
}

const basisOf = ({ protocol, population, truth, recipe, foreignRecipe, labelMap }: Judged): Basis => ({
  ...{ protocol, recipe, foreignRecipe, labelMap },
  populationName: population.name,
  populationHash: population.hash,
  count: countLabelled(truth)
})

function countLabelled(truth: Int32Array): number {
  let count = 0
  for (const label of truth) if (label !== -1) count++
  return count
}

function countJudged(truth: Int32Array, { predicted }: Judged['predictions']): number {
  let count = 0
  for (let at = 0; at < truth.length; at++) if (truth[at] !== -1 && predicted[at] !== -1) count++
  return count
}
