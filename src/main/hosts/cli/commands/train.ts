import type { Client } from '@shared/contract/contract'
import { VitrineError } from '@shared/contract/errors'
import type { Run } from '@shared/contract/runs'
import { argument, numberOption, textOption, UsageError, type Arguments, type Command } from '../command'
import { findDataset, findRun } from '../find-by-name'
import { followJob } from '../jobs'
import { toDocument, toText } from '../run-document'
import { readTraining, trainingOptions, trainingUsage } from '../training-options'

/** Weights to start from: `--from RUN` goes on with its model; with `--freeze` or `--pop` it is transfer learning, which pops two layers unless told. */
async function readStart(
  client: Client,
  args: Arguments
): Promise<{ startFrom: Run['startFrom']; model: string | null }> {
  const from = textOption(args, 'from')
  if (from === undefined) return { startFrom: { kind: 'new' }, model: null }
  const base = await findRun(client, from)
  const [freeze, pop] = [numberOption(args, 'freeze'), numberOption(args, 'pop')]
  if (freeze === undefined && pop === undefined)
    return { startFrom: { kind: 'continue', runId: base.id, checkpoint: 'best' }, model: base.modelName }
  const { layers } = await client.runs.model({ id: base.id })
  const popped = pop ?? 2
  const kept = layers.slice(0, layers.length - popped)
  if (freeze !== undefined && !(Number.isInteger(freeze) && freeze >= 0 && freeze <= kept.length))
    throw new UsageError(`--freeze takes how many of the ${kept.length} layers that are kept stay as they are`)
  const unfreezeFrom = freeze === undefined ? null : (kept[freeze]?.name ?? null)
  return { startFrom: { kind: 'transfer', runId: base.id, pop: popped, unfreezeFrom }, model: base.modelName }
}

async function start(client: Client, args: Arguments): Promise<Run> {
  const wanted = textOption(args, 'resume')
  if (wanted !== undefined) return await client.runs.resume({ id: (await findRun(client, wanted)).id })
  const name = textOption(args, 'dataset')
  if (name === undefined) throw new UsageError('--dataset is needed')
  const { startFrom, model: baseModel } = await readStart(client, args)
  const preset = textOption(args, 'model') ?? baseModel
  if (preset === null) throw new UsageError('--model is needed')
  const dataset = await findDataset(client, name)
  const runName = textOption(args, 'name')
  // The model of the run that is started from may be none that has a name.
  const model =
    startFrom.kind === 'new' || startFrom.kind === 'pretrained'
      ? preset
      : await client.runs.model({ id: startFrom.runId })
  return await client.runs.start({
    datasetId: dataset.id,
    model,
    training: await readTraining(args, preset, dataset),
    startFrom,
    ...(runName !== undefined && { name: runName })
  })
}

/** What the run's log warns of: that its batch is larger than the data, that its engine was not the wanted one. */
async function tellWarnings(client: Client, id: string): Promise<void> {
  for (const line of await client.runs.log({ id })) {
    const [, warning] = /^\S+ warning: (.*)$/.exec(line) ?? []
    if (warning !== undefined) process.stderr.write(`${warning}\n`)
  }
}

export const train: Command = {
  name: 'train',
  usage: `PROJECT --dataset D --model MODEL ${trainingUsage} [--name NAME] [--resume RUN | --from RUN [--pop 2] [--freeze N]]`,
  summary: 'trains a model; Ctrl+C keeps a checkpoint from which --resume goes on',
  options: {
    ...trainingOptions,
    dataset: { type: 'string' },
    model: { type: 'string' },
    name: { type: 'string' },
    resume: { type: 'string' },
    from: { type: 'string' },
    freeze: { type: 'string' },
    pop: { type: 'string' }
  },
  positionals: [1, 1],
  async run(args, context) {
    const client = await context.open(argument(args, 0))
    const { id, jobId } = await start(client, args)
    if (jobId === null) throw new VitrineError('CONFLICT', 'The run ended before it could be followed.')
    await followJob(client, jobId, context).catch(async (error: unknown) => {
      if (!(error instanceof VitrineError) || error.code !== 'CANCELLED') throw error
      const { number } = await client.runs.get({ id })
      const hint = `What it had done is kept: “vitrine train ${argument(args, 0)} --resume ${number}” goes on.`
      throw new VitrineError('CANCELLED', `${error.message} ${hint}`, { run: id })
    })
    const run = await client.runs.get({ id })
    const document = toDocument({ ...run, run: run.id, model: run.modelName, seed: run.training.seed })
    context.print(document, `run ${run.number}, ${run.name}\n${toText(document)}`)
    await tellWarnings(client, id)
  }
}
