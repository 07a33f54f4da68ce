import type { Evaluation } from '@shared/contract/evaluation'
import { remarksOn } from '@shared/domain/metrics/protocol-guard'
import { argument, textOption, UsageError, type Command } from '../command'
import { chooseJudged, choosePopulation, type JudgedChoice } from '../choose'
import { asksForLabelMap, describeOutOfDistribution, useLabelMap } from '../label-map'

const two = (value: number | null): string => (value === null ? '–' : value.toFixed(2))

/** scikit-learn's classification report. */
function toReport({ classes, macro, macroF1Interval, weighted, accuracy, count }: Evaluation): string {
  const width = Math.max(12, ...classes.map(({ name }) => name.length))
  const cells = (...values: string[]): string => values.map(value => value.padStart(10)).join('')
  const line = (name: string, row: Evaluation['macro']): string =>
    name.padStart(width) + cells(two(row.precision), two(row.recall), two(row.f1), String(row.support))
  return [
    ' '.repeat(width) + cells('precision', 'recall', 'f1-score', 'support'),
    ...classes.map(row => line(row.name, row)),
    '',
    'accuracy'.padStart(width) + cells('', '', two(accuracy), String(count)),
    line('macro avg', macro),
    line('weighted avg', weighted),
    ...(macroF1Interval ? ['', `macro f1-score, 95 % (bootstrap): ${macroF1Interval.map(two).join('–')}`] : [])
  ].join('\n')
}

const percent = (share: number): string => (share * 100).toFixed(1)

function toDocument(result: Evaluation) {
  const { protocol, recipe, foreignRecipe, labelMap, unlabelled, unpredicted, foreignClasses } = result
  const { accuracy, interval, classes, macro, macroF1Interval, weighted, confusion, alarms } = result
  return {
    run: result.runId,
    ...{ protocol, recipe, foreignRecipe, labelMap },
    population: { name: result.populationName, hash: result.populationHash, count: result.count },
    leftOut: { unlabelled, unpredicted, foreignClasses },
    ...{ accuracy, interval },
    classes: classes.map(({ name, precision, recall, f1, support }) => ({ name, precision, recall, f1, support })),
    ...{ macro, macroF1Interval, weighted, confusion, alarms }
  }
}

function toText(result: Evaluation, { kind, number }: JudgedChoice): string {
  const { protocol, interval, labelMap, unpredicted, foreignClasses, alarms } = result
  const range = interval ? ` (95 %: ${percent(interval[0])}–${percent(interval[1])})` : ''
  const pairs = labelMap?.pairs.map(({ from, to, count }) => `${from} → ${to ?? 'left out'} (${count})`).join(', ')
  return [
    `${kind} ${number} on ${result.populationName}, ${protocol}: ${result.correct} of ${result.count}${range}`,
    ...remarksOn(result).map(remark => `! ${remark}`),
    ...(labelMap
      ? [`! classes are mapped ${labelMap.kind}${labelMap.kind === 'index' ? ', which means nothing' : ''}: ${pairs}`]
      : []),
    ...(unpredicted > 0 ? [`! ${unpredicted} without a prediction are left out`] : []),
    ...foreignClasses.map(
      ({ name, count }) => `! ${count} labelled ${name}, a class that it doesn’t know, are left out`
    ),
    '',
    toReport(result),
    ...alarms.map(({ message }) => `! ${message}`)
  ].join('\n')
}

export const evaluate: Command = {
  name: 'evaluate',
  usage: 'PROJECT --run RUN --on test|val|train|SOURCE|DATASET [--recipe NAME] [--map by-name|index|drop|FILE]',
  summary:
    'judges a run, or imported predictions, on a population with the labels as they are now; --map says what classes of another dataset count as, without it they are shown as out of distribution',
  options: { run: { type: 'string' }, on: { type: 'string' }, recipe: { type: 'string' }, map: { type: 'string' } },
  positionals: [1, 1],
  async run(args, { open, print }) {
    const wanted = textOption(args, 'run')
    if (wanted === undefined) throw new UsageError('--run is needed: the number, id or name of a run')
    const client = await open(argument(args, 0))
    const judged = await chooseJudged(client, wanted)
    const on = textOption(args, 'on')
    const population = on === undefined ? judged.population : await choosePopulation(client, judged, on)
    const recipe = textOption(args, 'recipe')
    const target = { runId: judged.id, population }
    const map = textOption(args, 'map')
    if (map !== undefined) await useLabelMap(client, target, map)
    try {
      const result = await client.evaluation.evaluate({ ...target, ...(recipe && { recipe }) })
      print(toDocument(result), toText(result, judged))
    } catch (error) {
      if (!asksForLabelMap(error)) throw error
      const view = await client.evaluation.outOfDistribution({ ...target, ...(recipe && { recipe }) })
      print(...describeOutOfDistribution(view, error.message))
    }
  }
}
