import { resolve } from 'node:path'
import * as v from 'valibot'
import type { Client } from '@shared/contract/contract'
import { suggestionReportSchema, type SuggestionTarget } from '@shared/contract/suggestions'
import { argument, textOption, UsageError, type Arguments, type Command, type CommandContext } from '../command'
import { choosePopulation } from '../choose'
import { findRun, findSource } from '../find-by-name'
import { followJob } from '../jobs'

async function chooseTarget(client: Client, wanted: string): Promise<SuggestionTarget> {
  if (wanted.toLowerCase() === 'unlabelled') return { kind: 'unlabelled' }
  return { kind: 'source', sourceId: (await findSource(client, wanted)).id }
}

async function importPredictions(file: string, args: Arguments, context: CommandContext): Promise<void> {
  const on = textOption(args, 'on')
  if (on === undefined) throw new UsageError('--on is needed: the source or dataset that the predictions are about')
  const client = await context.open(argument(args, 0))
  const population = await choosePopulation(client, { datasetId: null }, on)
  const sets = await client.predictionSets.import({
    // A path is meant from where the command is given, also when another host answers.
    ...{ from: resolve(file), population, note: textOption(args, 'note') ?? '' },
    leaveOutMissing: args.options['leave-out-missing'] === true
  })
  const lines = sets.map(({ number, name, kind, count }) => `external ${number} ${name}: ${count} ${kind}`)
  context.print({ sets }, lines.join('\n'))
}

export const predict: Command = {
  name: 'predict',
  usage:
    'PROJECT (--run RUN [--on unlabelled|SOURCE] | --import FILE --on SOURCE|DATASET [--note TEXT] [--leave-out-missing])',
  summary:
    'lets a run propose labels for what has none, to be accepted or rejected on the Annotate screen; --import takes predictions made elsewhere (CSV or JSON), to be judged like those of a run',
  options: {
    run: { type: 'string' },
    on: { type: 'string' },
    import: { type: 'string' },
    note: { type: 'string' },
    'leave-out-missing': { type: 'boolean' }
  },
  positionals: [1, 1],
  async run(args, context) {
    const file = textOption(args, 'import')
    if (file !== undefined) return await importPredictions(file, args, context)
    const wanted = textOption(args, 'run')
    if (wanted === undefined) throw new UsageError('--run is needed: the number, id or name of a run')
    const client = await context.open(argument(args, 0))
    const run = await findRun(client, wanted)
    const on = await chooseTarget(client, textOption(args, 'on') ?? 'unlabelled')
    const { jobId } = await client.suggestions.start({ runId: run.id, on })
    const job = await followJob(client, jobId, context)
    const { suggested, skipped, items } = v.parse(suggestionReportSchema, job.result)
    const lines = [
      `run ${run.number} proposes ${suggested} labels; least certain first:`,
      ...items.slice(0, 20).map(item => `${item.confidence.toFixed(2)}  ${item.label.padEnd(14)} ${item.name}`),
      ...skipped.map(({ imageId, message }) => `skipped image ${imageId}: ${message}`)
    ]
    context.print({ run: run.id, suggested, skipped, items }, lines.join('\n'))
  }
}
