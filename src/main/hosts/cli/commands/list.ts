import type { Client } from '@shared/contract/contract'
import { argument, UsageError, type Command } from '../command'

/** Rows of each list; images come in pages of what one call may ask for. */
const lists: Readonly<Record<string, (client: Client) => Promise<readonly object[]>>> = {
  sources: client => client.sources.list(),
  classes: client => client.classes.list(),
  datasets: client => client.datasets.list(),
  runs: client => client.runs.list(),
  models: client => client.models.list(),
  async images(client) {
    const { ids } = await client.images.query({})
    const pages = Array.from({ length: Math.ceil(ids.length / 2000) }, (_, page) =>
      ids.slice(page * 2000, (page + 1) * 2000)
    )
    const rows = []
    for (const page of pages) rows.push(...(await client.images.summaries({ ids: page })))
    return rows
  },
  async annotations(client) {
    const { ids } = await client.images.query({ filter: { labelled: true } })
    const rows = []
    for (const imageId of ids) rows.push(...(await client.annotations.list({ imageId })))
    return rows
  }
}

function toLine(row: object): string {
  return Object.values(row)
    .filter(value => typeof value === 'string' || typeof value === 'number')
    .join('\t')
}

export const list: Command = {
  name: 'list',
  usage: `PROJECT ${Object.keys(lists).join('|')}`,
  summary: 'lists what is in a project, a line each; --json gives everything',
  positionals: [2, 2],
  async run(args, { open, print }) {
    const what = argument(args, 1)
    const read = lists[what]
    if (!read) throw new UsageError(`list one of ${Object.keys(lists).join(', ')}, not “${what}”`)
    const rows = await read(await open(argument(args, 0)))
    print({ [what]: rows }, rows.map(toLine).join('\n'))
  }
}
