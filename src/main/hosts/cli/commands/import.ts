import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { VitrineError } from '@shared/contract/errors'
import { importReportSchema, type ImportInput, type ImportReport } from '@shared/contract/sources'
import { argument, textOption, UsageError, type Command } from '../command'
import { followJob } from '../jobs'

const formats = ['auto', 'folder', 'iiif', 'idx', 'sas', 'csv', 'coco', 'yolo', 'voc'] as const
const classMapSchema = v.record(v.string(), v.nullable(v.string()))

/** A JSON file `{"text as found": "class" | null}`. */
async function readClassMap(file: string | undefined): Promise<ImportInput['classMap']> {
  if (file === undefined) return {}
  try {
    return v.parse(classMapSchema, JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    const message = `${file} is not a class map: write {"text as found": "class name"}, null leaves a label out.`
    throw new VitrineError('INVALID_INPUT', message, undefined, { cause })
  }
}

function add(a: ImportReport, b: ImportReport): ImportReport {
  return {
    imported: {
      sources: a.imported.sources + b.imported.sources,
      images: a.imported.images + b.imported.images,
      annotations: a.imported.annotations + b.imported.annotations,
      examples: a.imported.examples + b.imported.examples
    },
    known: a.known + b.known,
    skipped: [...a.skipped, ...b.skipped]
  }
}

const nothing: ImportReport = {
  imported: { sources: 0, images: 0, annotations: 0, examples: 0 },
  known: 0,
  skipped: []
}

export const importSources: Command = {
  name: 'import',
  usage: `PROJECT SOURCE… [--format ${formats.join('|')}] [--class-map FILE] [--reference]`,
  summary: 'imports folders, IIIF manifests (file or URL), IDX packs, annotation files, or catalogue:NAME',
  options: { format: { type: 'string' }, 'class-map': { type: 'string' }, reference: { type: 'boolean' } },
  positionals: [2, Infinity],
  async run(args, context) {
    const wanted = textOption(args, 'format') ?? 'auto'
    const format = formats.find(known => known === wanted)
    if (!format) throw new UsageError(`--format is one of ${formats.join(', ')}, not “${wanted}”`)
    const classMap = await readClassMap(textOption(args, 'class-map'))
    const client = await context.open(argument(args, 0))
    let report = nothing
    for (const source of args.positionals.slice(1)) {
      // A path is meant from where the command is given, also when another host answers.
      const from = existsSync(source) ? resolve(source) : source
      const { jobId } = await client.sources.import({ from, format, classMap, copy: args.options.reference !== true })
      const job = await followJob(client, jobId, context)
      report = add(report, v.parse(importReportSchema, job.result))
    }
    const { imported, known, skipped } = report
    const lines = [
      `${imported.images} images, ${imported.annotations} annotations imported, ${known} were there already`,
      ...skipped.map(({ pointer, message }) => `skipped ${pointer}: ${message}`)
    ]
    context.print({ imported, known, skipped }, lines.join('\n'))
  }
}
