import { argument, textOption, UsageError, type Command } from '../command'
import { chooseJudged, choosePopulation } from '../choose'

export const compare: Command = {
  name: 'compare',
  usage: 'PROJECT --runs A,B,… --on test|val|SOURCE|DATASET',
  summary: 'compares runs on one population: intervals, paired tests, where they agree',
  options: { runs: { type: 'string' }, on: { type: 'string' } },
  positionals: [1, 1],
  async run(args, { open, print }) {
    const names = textOption(args, 'runs')?.split(',').filter(Boolean) ?? []
    if (names.length === 0) throw new UsageError('--runs is needed: numbers, ids or names with commas between them')
    const client = await open(argument(args, 0))
    const runs = []
    for (const name of names) runs.push(await chooseJudged(client, name.trim()))
    const first = runs.find(({ datasetId }) => datasetId !== null) ?? runs[0]
    if (!first) throw new UsageError('--runs is needed')
    const on = textOption(args, 'on')
    const population = on === undefined ? first.population : await choosePopulation(client, first, on)
    const result = await client.comparison.compare({ runIds: runs.map(({ id }) => id), population })
    const { consensus, pairs, labelMap, cautions } = result
    const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`)
    const lines = [
      `${result.population.name}, n = ${result.population.count}`,
      ...result.runs.map(run => {
        const range = run.interval ? `  95 %: ${percent(run.interval[0])}–${percent(run.interval[1])}` : ''
        const kind = run.protocol === 'external' ? 'external' : 'run'
        return `  ${kind} ${run.number} ${run.name}: ${percent(run.accuracy)} (${run.correct} of ${run.count})${range}`
      }),
      ...pairs.map(({ verdict }) => `  ${verdict}`),
      `  all right ${consensus.allRight}, some wrong ${consensus.someWrong}, all wrong ${consensus.allWrong}`,
      ...(labelMap ? [`! classes are mapped ${labelMap.kind}`] : []),
      ...cautions.map(caution => `! ${caution}`)
    ]
    const document = {
      population: result.population,
      runs: result.runs.map(({ runId, accuracy, interval, protocol }) => ({
        run: runId,
        accuracy,
        interval,
        protocol
      })),
      pairs: pairs.map(({ a, b, onlyARight, onlyBRight, pValue, adjusted, verdict }) => ({
        ...{ a, b, onlyARight, onlyBRight, pValue, adjusted, verdict }
      })),
      consensus,
      labelMap,
      cautions
    }
    print(document, lines.join('\n'))
  }
}
