import { resolve } from 'node:path'
import * as v from 'valibot'
import type { Client } from '@shared/contract/contract'
import { exportFormats, exportReportSchema, type ExportFormat } from '@shared/contract/exports'
import { argument, textOption, UsageError, type Arguments, type Command, type CommandContext } from '../command'
import { findManifest, findRun } from '../find-by-name'
import { followJob } from '../jobs'

export const exportProject: Command = {
  name: 'export',
  usage: `PROJECT --format ${exportFormats.join('|')} --out DIR|--dry-run [--manifest MANIFEST] [--base-url URL] [--pictures] [--run RUN]…`,
  summary:
    'writes annotations, pictures, tiles or predictions into a new folder; --base-url is where it will be published; --dry-run tells what the format can’t hold',
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    manifest: { type: 'string' },
    'base-url': { type: 'string' },
    pictures: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    run: { type: 'string', multiple: true }
  },
  positionals: [1, 1],
  async run(args, context) {
    const wanted = textOption(args, 'format')
    const format = exportFormats.find(known => known === wanted)
    if (!format) throw new UsageError(`--format is one of ${exportFormats.join(', ')}, not “${wanted ?? ''}”`)
    if (args.options['dry-run'] === true) return await tellLosses(format, args, context)
    const out = textOption(args, 'out')
    if (out === undefined) throw new UsageError('--out names the folder to write into')
    const baseUrl = textOption(args, 'base-url')
    const manifest = textOption(args, 'manifest')
    const client = await context.open(argument(args, 0))
    const named = [args.options.run ?? []].flat().map(String)
    const runs = await Promise.all(named.map(async name => (await findRun(client, name)).id))
    const { jobId } = await client.exports.start({
      format,
      // A path is meant from where the command is given, also when another host answers.
      out: resolve(out),
      ...(manifest !== undefined && { manifest: (await findManifest(client, manifest)).published }),
      ...(baseUrl !== undefined && { baseUrl }),
      ...(args.options.pictures === true && { pictures: true }),
      ...(runs.length > 0 && { runs })
    })
    const report = v.parse(exportReportSchema, (await followJob(client, jobId, context)).result)
    const lines = [
      `${report.count} annotations written to ${report.out}`,
      ...report.skipped.map(({ source, message }) => `skipped ${source}: ${message}`)
    ]
    context.print(report, lines.join('\n'))
  }
}

async function imagesOf(client: Client, manifest: string): Promise<number[]> {
  const { canvases } = await client.manifests.get({ id: (await findManifest(client, manifest)).id })
  return canvases.map(({ imageId }) => imageId)
}

async function tellLosses(format: ExportFormat, args: Arguments, context: CommandContext): Promise<void> {
  const client = await context.open(argument(args, 0))
  const manifest = textOption(args, 'manifest')
  const { images, annotations, losses } = await client.exports.preview({
    format,
    ...(manifest !== undefined && { filter: { ids: await imagesOf(client, manifest) } })
  })
  const found = losses.length === 0 ? ['nothing is lost'] : losses.map(({ message }) => `lost: ${message}`)
  context.print(
    { format, images, annotations, losses },
    [`${annotations} annotations of ${images} images`, ...found].join('\n')
  )
}
