import type { Evaluation } from '@shared/contract/evaluation'
import { argument, textOption, UsageError, type Command } from '../command'
import { choosePopulation, chooseRun } from '../choose'

const two = (value: number | null): string => (value === null ? '–' : value.toFixed(2))

/** scikit-learn's classification report. */
function toReport({ classes, macro, weighted, accuracy, count }: Evaluation): string {
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
    line('weighted avg', weighted)
  ].join('\n')
}

export const evaluate: Command = {
  name: 'evaluate',
  usage: 'PROJECT --run RUN --on test|val|train|SOURCE|DATASET [--recipe NAME]',
  summary: 'judges a run on a population with the labels as they are now',
  options: { run: { type: 'string' }, on: { type: 'string' }, recipe: { type: 'string' } },
  positionals: [1, 1],
  async run(args, { open, print }) {
    const wanted = textOption(args, 'run')
    if (wanted === undefined) throw new UsageError('--run is needed: the number, id or name of a run')
    const client = await open(argument(args, 0))
    const run = await chooseRun(client, wanted)
    const population = await choosePopulation(client, run, textOption(args, 'on') ?? 'test')
    const recipe = textOption(args, 'recipe')
    const result = await client.evaluation.evaluate({ runId: run.id, population, ...(recipe && { recipe }) })
    const { protocol, accuracy, interval, classes, macro, weighted, confusion, alarms, foreignRecipe } = result
    const percent = (share: number): string => (share * 100).toFixed(1)
    const range = interval ? ` (95 %: ${percent(interval[0])}–${percent(interval[1])})` : ''
    const headline = `run ${run.number} on ${result.populationName}, ${protocol}: ${result.correct} of ${result.count}`
    const document = {
      run: run.id,
      protocol,
      recipe: result.recipe,
      foreignRecipe,
      population: { name: result.populationName, hash: result.populationHash, count: result.count },
      accuracy,
      interval,
      classes: classes.map(({ name, precision, recall, f1, support }) => ({ name, precision, recall, f1, support })),
      macro,
      weighted,
      confusion,
      alarms
    }
    const caution = `! recipe ${result.recipe}: not the one that this model was trained with`
    const text = [
      `${headline}${range}`,
      ...(foreignRecipe ? [caution] : []),
      '',
      toReport(result),
      ...alarms.map(({ message }) => `! ${message}`)
    ]
    print(document, text.join('\n'))
  }
}
