import type { Client } from '@shared/contract/contract'
import { presets } from '@shared/domain/models/presets/presets'
import { argument, UsageError, type Command } from '../command'

/** Rows of each list. */
const lists: Readonly<Record<string, (client: Client) => Promise<readonly object[]>>> = {
  sources: client => client.sources.list(),
  classes: client => client.classes.list(),
  datasets: client => client.datasets.list(),
  runs: client => client.runs.list(),
  // What `--model` takes: the user's own, then those that ship.
  models: async client => [...(await client.models.list()), ...presets],
  images: client => inPages(client, ids => client.images.summaries({ ids })),
  annotations: client => inPages(client, imageIds => client.annotations.ofImages({ imageIds }))
}

/** Images that one call may ask for. */
const pageSize = 2000

async function inPages<T>(client: Client, read: (ids: number[]) => Promise<readonly T[]>): Promise<readonly T[]> {
  const { ids } = await client.images.query({})
  const rows: T[] = []
  for (let from = 0; from < ids.length; from += pageSize)
    for (const row of await read(ids.slice(from, from + pageSize))) rows.push(row)
  return rows
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
