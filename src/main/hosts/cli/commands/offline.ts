import * as v from 'valibot'
import type { Client } from '@shared/contract/contract'
import { offlineReportSchema, type OfflineInput } from '@shared/contract/offline'
import { argument, textOption, UsageError, type Arguments, type Command } from '../command'
import { findSource } from '../find-by-name'
import { followJob } from '../jobs'
import { pictureOptions, pictureUsage, readAllowedHosts, readPictures } from '../picture-options'

async function readInput(client: Client, args: Arguments): Promise<Partial<OfflineInput>> {
  const pictures = readPictures(args)
  if (pictures?.kind === 'none') throw new UsageError('--pictures none keeps nothing')
  const wanted = textOption(args, 'source')
  const found = wanted === undefined ? null : await findSource(client, wanted)
  return {
    ...(found && { filter: { sources: [found.id] } }),
    ...(pictures && { pictures }),
    again: args.options.again === true,
    allowHosts: readAllowedHosts(args)
  }
}

export const offline: Command = {
  name: 'offline',
  usage: `PROJECT [--source NAME] [--estimate] [--again] ${pictureUsage}`,
  summary: 'downloads pictures that are still on the web, politely; --estimate only says what that would take',
  options: {
    ...pictureOptions,
    ...{ source: { type: 'string' }, estimate: { type: 'boolean' }, again: { type: 'boolean' } }
  },
  positionals: [1, 1],
  async run(args, context) {
    const client = await context.open(argument(args, 0))
    const input = await readInput(client, args)
    if (args.options.estimate === true) {
      const estimate = await client.offline.estimate(input)
      const { images, kept, requests, bytes, seconds } = estimate
      const size = `${(bytes / 1e6).toFixed(1)} MB`
      context.print(
        estimate,
        `${images} pictures, about ${size} in ${requests} requests, ${seconds} s or more; ${kept} are kept already`
      )
      return
    }
    const { jobId } = await client.offline.start(input)
    const report = v.parse(offlineReportSchema, (await followJob(client, jobId, context)).result)
    const { downloaded, unchanged, failed } = report
    const lines = [
      `${downloaded} pictures kept, ${unchanged} were as large already, ${failed.length} could not be had`,
      ...failed.map(({ name, url, message }) => `failed ${name}: ${message}${url === null ? '' : ` ${url}`}`)
    ]
    context.print(report, lines.join('\n'))
  }
}
