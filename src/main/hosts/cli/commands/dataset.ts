import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import * as v from 'valibot'
import type { Client } from '@shared/contract/contract'
import type { CatalogueEntry, Dataset } from '@shared/contract/datasets'
import { VitrineError } from '@shared/contract/errors'
import { importReportSchema } from '@shared/contract/sources'
import {
  argument,
  numberOption,
  textOption,
  UsageError,
  type Arguments,
  type Command,
  type CommandContext
} from '../command'
import { findSource } from '../find-by-name'
import { followJob, showJobs } from '../jobs'

const toDocument = ({ id, name, revision, hash, classes, counts, recipe, leaks, skipped }: Dataset) => ({
  dataset: name,
  revision,
  classes: classes.map(entry => entry.name),
  counts: { train: counts.train, val: counts.validation, test: counts.test },
  id,
  hash,
  recipe,
  leaks,
  skipped: skipped.length
})

const toLine = ({ name, revision, classes, counts, leaks, skipped }: Dataset): string =>
  [
    `${name}@${revision}: ${counts.train} train, ${counts.validation} validation, ${counts.test} test, ${classes.length} classes`,
    leaks > 0 ? `${leaks} identical images stand on both sides of the split` : '',
    skipped.length > 0 ? `${skipped.length} images can't be read and are left out` : ''
  ]
    .filter(Boolean)
    .join('; ')

/** What `--download` would fetch, for the user to agree by giving it. */
function offer({ download, licence }: CatalogueEntry): string {
  const [first] = download ?? []
  if (!download || !first) return ''
  const megabytes = (download.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)
  const files = download.map(({ url, sha256 }) => `\n  ${url}\n    SHA-256 of the unpacked content ${sha256}`)
  return ` Or add --download: ${megabytes} MB from ${new URL(first.url).host}, licence ${licence}, checked by hash:${files.join('')}`
}

interface Order {
  readonly name: string
  /** Name or id; undefined = all labelled images. */
  readonly source: string | undefined
}

async function freeze(client: Client, order: Order, args: Arguments, context: CommandContext): Promise<Dataset> {
  const { name, source: sourceName } = order
  const source = sourceName === undefined ? null : await findSource(client, sourceName)
  const number = (option: string) => numberOption(args, option)
  const [validation, test, seed, recipe] = [number('split'), number('test'), number('seed'), textOption(args, 'recipe')]
  const input = {
    name,
    filter: source ? { sources: [source.id] } : {},
    ...(validation !== undefined && { validation }),
    ...(test !== undefined && { test }),
    ...(seed !== undefined && { seed }),
    ...(recipe !== undefined && { recipe })
  }
  const frozen = await showJobs(client, 'freeze', context, () => client.datasets.freeze(input))
  if (frozen.name !== name)
    process.stderr.write(`“${name}” would be the same as ${frozen.name}@${frozen.revision}: use that name.\n`)
  return frozen
}

/** Imports a catalogue's dataset, or a folder of IDX files or images, and freezes it under its name. */
async function add(client: Client, what: string, args: Arguments, context: CommandContext): Promise<Dataset> {
  const known = (await client.datasets.catalogue()).find(({ id }) => id === what)
  const isFolder = !known && existsSync(what)
  if (!known && !isFolder) {
    const names = (await client.datasets.catalogue()).map(({ id }) => id).join(', ')
    throw new VitrineError(
      'NOT_FOUND',
      `The catalogue has no “${what}”, and there is no such folder. Catalogue: ${names}.`
    )
  }
  const mayDownload = args.options.download === true
  if (known?.state === 'absent' && !(mayDownload && known.download)) {
    const message = `${known.title} is not on this machine. ${known.hint}${offer(known)}`
    throw new VitrineError('NOT_FOUND', message, { download: known.download })
  }
  const before = new Set((await client.sources.list()).map(({ id }) => id))
  const from = isFolder ? resolve(what) : `catalogue:${what}`
  const { jobId } = await client.sources.import({ from, foldersAsClasses: isFolder, mayDownload })
  const { result } = await followJob(client, jobId, context)
  // What can't be read is left out and said: it is no reason to stop.
  for (const { pointer, message } of v.parse(importReportSchema, result).skipped)
    process.stderr.write(`left out ${pointer}: ${message}\n`)
  const sources = await client.sources.list()
  // Imported before already: then its source is the one of that title.
  const added =
    sources.find(({ id }) => !before.has(id)) ?? sources.find(({ name, uri }) => name === known?.title || uri === from)
  const name = textOption(args, 'name') ?? (isFolder ? (added?.name ?? what) : what)
  return await freeze(client, { name, source: added && String(added.id) }, args, context)
}

export const dataset: Command = {
  name: 'dataset',
  usage:
    'PROJECT (add NAME|FOLDER | freeze NAME [--source S] | list) [--split 0.15] [--test 0] [--seed 42] [--recipe NAME] [--name NAME] [--download]',
  summary: 'imports a known dataset or a folder, freezes labelled images with their split, lists what is frozen',
  options: {
    split: { type: 'string' },
    test: { type: 'string' },
    seed: { type: 'string' },
    recipe: { type: 'string' },
    source: { type: 'string' },
    name: { type: 'string' },
    download: { type: 'boolean' }
  },
  positionals: [2, 3],
  async run(args, context) {
    const action = argument(args, 1)
    const client = await context.open(argument(args, 0))
    if (action === 'list') {
      const datasets = await client.datasets.list()
      context.print({ datasets: datasets.map(toDocument) }, datasets.map(toLine).join('\n'))
      return
    }
    if (action !== 'add' && action !== 'freeze')
      throw new UsageError(`dataset knows add, freeze and list, not “${action}”`)
    const frozen =
      action === 'add'
        ? await add(client, argument(args, 2), args, context)
        : await freeze(client, { name: argument(args, 2), source: textOption(args, 'source') }, args, context)
    context.print(toDocument(frozen), toLine(frozen))
  }
}
