import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { runFileSchema, type TrainProgress } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { parseOrExplain } from '@shared/contract/parse'
import { engineNameSchema } from '@shared/contract/training'
import * as v from 'valibot'
import { createLoneEngine } from '../../spawn'
import { argument, textOption, UsageError, type Command } from '../command'
import { onInterrupt } from '../interrupt'
import { toDocument, toText } from '../run-document'

async function readRunFile(dir: string) {
  const file = join(dir, 'run.json')
  if (!existsSync(file)) throw new VitrineError('NOT_FOUND', `${dir} is no run's folder: it has no run.json.`)
  try {
    return parseOrExplain(runFileSchema, JSON.parse(await readFile(file, 'utf8')), 'run.json')
  } catch (cause) {
    if (cause instanceof VitrineError) throw cause
    throw new VitrineError('CORRUPT', `${file} is not JSON. Copy the run's folder again.`, undefined, { cause })
  }
}

export const runJob: Command = {
  name: 'run-job',
  usage: 'DIR [--resume] [--engine auto|tensorflow|wasm|cpu]',
  summary:
    'does the work of a run’s folder (run.json and the objects it names), on any machine; Ctrl+C keeps a checkpoint',
  options: { resume: { type: 'boolean' }, engine: { type: 'string' } },
  positionals: [1, 1],
  async run(args, { print, progress }) {
    const dir = resolve(argument(args, 0))
    const chosen = v.safeParse(v.optional(v.union([v.literal('auto'), engineNameSchema])), textOption(args, 'engine'))
    if (!chosen.success) throw new UsageError('--engine is auto, tensorflow, wasm or cpu')
    const { model, training } = await readRunFile(dir)
    const engine = createLoneEngine()
    const report = (event: TrainProgress) => {
      if (event.kind === 'batch')
        progress(event.progress, `epoch ${event.epoch}, batch ${event.batch} / ${event.batches}`)
      else if (event.kind === 'epoch') progress(event.progress, `epoch ${event.row.epoch}`)
      else if (event.kind === 'message') process.stderr.write(`${event.text}\n`)
    }
    const task = engine.train(
      { dir, resume: args.options.resume === true, ...(chosen.output && { engine: chosen.output }) },
      report
    )
    const release = onInterrupt(() => task.cancel())
    try {
      const result = await task.done
      const document = toDocument({ ...result, model: model.name, seed: training.seed })
      print(document, toText(document))
    } finally {
      release()
      await engine.close()
    }
  }
}
