import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { VitrineError } from '@shared/contract/errors'
import {
  importReportSchema,
  type ImportInput,
  type ImportPreview,
  type ImportReport,
  type Skipped
} from '@shared/contract/sources'
import { argument, textOption, UsageError, type Command } from '../command'
import { followJob } from '../jobs'
import { pictureOptions, pictureUsage, readAllowedHosts, readPictures, texts } from '../picture-options'

const formats = ['auto', 'folder', 'iiif', 'idx', 'sas', 'csv', 'coco', 'yolo', 'voc'] as const
const classMapSchema = v.record(v.string(), v.nullable(v.string()))

/** A JSON file `{"text as found": "class" | "" | null}`. */
async function readClassMap(file: string | undefined): Promise<ImportInput['classMap']> {
  if (file === undefined) return {}
  try {
    return v.parse(classMapSchema, JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    const message = `${file} is not a class map: write {"text as found": "class name"}; "" keeps its boxes without a class, null leaves them out.`
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

/** What an import would bring, in words. */
function describe({ title, images, known, annotations, labels, skipped }: ImportPreview): readonly string[] {
  const becomes = { class: 'class', box: 'no class', 'leave-out': 'left out' } as const
  return [
    `${title}: ${images} images (${known} here already), ${annotations} annotations`,
    ...labels.map(
      ({ text, count, className, suggestion }) => `label ${text} (${count}): ${className ?? becomes[suggestion]}`
    ),
    ...skipped.map(toLine)
  ]
}

const toLine = ({ source, pointer, code, message }: Skipped): string =>
  `skipped ${code} ${source} ${pointer}: ${message}`

export const importSources: Command = {
  name: 'import',
  usage: `PROJECT SOURCE… [--format ${formats.join('|')}] [--class-map FILE] [--preview] [--only ID]… [--leave-out CANVAS]… [--folders-as-classes] [--all-choices] [--reference] ${pictureUsage}`,
  summary:
    'imports folders, IIIF manifests (file or URL), IDX packs, annotation files, or catalogue:NAME; --preview only tells what is in them',
  options: {
    ...pictureOptions,
    ...{ format: { type: 'string' }, 'class-map': { type: 'string' }, reference: { type: 'boolean' } },
    ...{ preview: { type: 'boolean' }, 'folders-as-classes': { type: 'boolean' }, 'all-choices': { type: 'boolean' } },
    ...{ only: { type: 'string', multiple: true }, 'leave-out': { type: 'string', multiple: true } }
  },
  positionals: [2, Infinity],
  async run(args, context) {
    const wanted = textOption(args, 'format') ?? 'auto'
    const format = formats.find(known => known === wanted)
    if (!format) throw new UsageError(`--format is one of ${formats.join(', ')}, not “${wanted}”`)
    const [pictures, only] = [readPictures(args), texts(args, 'only')]
    const options = {
      ...{ format, classMap: await readClassMap(textOption(args, 'class-map')) },
      ...{ copy: args.options.reference !== true, foldersAsClasses: args.options['folders-as-classes'] === true },
      ...{ leaveOut: texts(args, 'leave-out'), allowHosts: readAllowedHosts(args) },
      ...(pictures && { pictures }),
      ...(args.options['all-choices'] === true && { choices: 'all' as const }),
      ...(only.length > 0 && { only })
    }
    const client = await context.open(argument(args, 0))
    // A path is meant from where the command is given, also when another host answers.
    const sources = args.positionals.slice(1).map(source => (existsSync(source) ? resolve(source) : source))
    if (args.options.preview === true) {
      const previews = []
      for (const from of sources) previews.push(await client.sources.preview({ from, ...options }))
      context.print({ previews }, previews.flatMap(describe).join('\n'))
      return
    }
    let report = nothing
    for (const from of sources) {
      const { jobId } = await client.sources.import({ from, ...options })
      const job = await followJob(client, jobId, context)
      report = add(report, v.parse(importReportSchema, job.result))
    }
    const { imported, known, skipped } = report
    const lines = [
      `${imported.images} images, ${imported.annotations} annotations imported, ${known} were there already`,
      ...skipped.map(toLine)
    ]
    context.print({ imported, known, skipped }, lines.join('\n'))
  }
}
