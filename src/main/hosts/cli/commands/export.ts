import { resolve } from 'node:path'
import * as v from 'valibot'
import { exportFormatSchema, exportReportSchema } from '@shared/contract/exports'
import { argument, textOption, UsageError, type Command } from '../command'
import { followJob } from '../jobs'

const formats = exportFormatSchema.options.join('|')

export const exportProject: Command = {
  name: 'export',
  usage: `PROJECT --format ${formats} --out DIR [--pictures] [--base-url URL]`,
  summary: 'writes annotations and labels for other programs, or a IIIF manifest with its pictures',
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    pictures: { type: 'boolean' },
    'base-url': { type: 'string' }
  },
  positionals: [1, 1],
  async run(args, context) {
    const format = textOption(args, 'format')
    const out = textOption(args, 'out')
    if (!v.is(exportFormatSchema, format)) throw new UsageError(`--format is one of ${formats}`)
    if (out === undefined) throw new UsageError('--out names the folder to write to')
    const client = await context.open(argument(args, 0))
    const { jobId } = await client.exports.start({
      format,
      out: resolve(out),
      baseUrl: textOption(args, 'base-url'),
      ...(args.options.pictures === true && { pictures: true })
    })
    const report = v.parse(exportReportSchema, (await followJob(client, jobId, context)).result)
    const lines = report.skipped.map(({ source, pointer, message }) => `left out ${source} ${pointer}: ${message}`)
    context.print(
      report,
      [...lines, `${report.count} annotations in ${report.files.length} files in ${out}`].join('\n')
    )
  }
}
