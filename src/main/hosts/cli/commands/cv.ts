import type { Client } from '@shared/contract/contract'
import type { CrossValidation } from '@shared/contract/cross-validation'
import { VitrineError } from '@shared/contract/errors'
import { argument, numberOption, textOption, UsageError, type Arguments, type Command } from '../command'
import { findDataset } from '../find-by-name'
import { followJob } from '../jobs'
import { readTraining, trainingOptions, trainingUsage } from '../training-options'

const percent = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(2)} %`)

async function start(client: Client, args: Arguments): Promise<CrossValidation> {
  const [name, model] = [textOption(args, 'dataset'), textOption(args, 'model')]
  if (name === undefined || model === undefined) throw new UsageError('--dataset and --model are needed')
  const dataset = await findDataset(client, name)
  return await client.crossValidation.start({
    datasetId: dataset.id,
    model,
    training: await readTraining(args, model, dataset),
    folds: numberOption(args, 'folds') ?? 3,
    seed: numberOption(args, 'fold-seed') ?? 42,
    validation: numberOption(args, 'validation') ?? 0.15
  })
}

/** By id, by number, or `latest`. */
async function resume(client: Client, wanted: string): Promise<CrossValidation> {
  const all = await client.crossValidation.list()
  const found = wanted === 'latest' ? all[0] : all.find(({ id, number }) => [id, String(number)].includes(wanted))
  if (!found) throw new VitrineError('NOT_FOUND', `There is no cross-validation “${wanted}” in this project.`)
  return await client.crossValidation.resume({ id: found.id })
}

export const cv: Command = {
  name: 'cv',
  usage: `PROJECT (--dataset D --model MODEL [--folds 3] [--fold-seed 42] [--validation 0.15] ${trainingUsage} | --resume CV)`,
  summary: 'cross-validates: one run per fold, the out-of-fold score and each fold’s model on the test part',
  options: {
    ...trainingOptions,
    dataset: { type: 'string' },
    model: { type: 'string' },
    folds: { type: 'string' },
    'fold-seed': { type: 'string' },
    validation: { type: 'string' },
    resume: { type: 'string' }
  },
  positionals: [1, 1],
  async run(args, context) {
    const client = await context.open(argument(args, 0))
    const resumed = textOption(args, 'resume')
    const started = resumed === undefined ? await start(client, args) : await resume(client, resumed)
    if (started.jobId !== null) await followJob(client, started.jobId, context)
    const { id, folds, outOfFold, test } = await client.crossValidation.get({ id: started.id })
    const document = {
      run: id,
      folds: folds.map(({ fold, train, scored, outOfFoldAccuracy, testAccuracy, runId }) => ({
        fold,
        train,
        val: scored,
        outOfFoldAccuracy,
        testAccuracy,
        run: runId
      })),
      outOfFold: { accuracy: outOfFold?.accuracy ?? null, interval: outOfFold?.interval ?? null },
      test: { mean: test.mean, sd: test.sd }
    }
    const lines = folds.map(
      fold =>
        `fold ${fold.fold}: ${fold.train} train, ${fold.scored} scored, out of fold ${percent(fold.outOfFoldAccuracy)}, test ${percent(fold.testAccuracy)}`
    )
    const summary = `out of fold ${percent(document.outOfFold.accuracy)}; test ${percent(test.mean)} ± ${percent(test.sd)} (k = ${folds.length})`
    context.print(document, [...lines, summary].join('\n'))
  }
}
