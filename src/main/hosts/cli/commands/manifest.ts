import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Client } from '@shared/contract/contract'
import { VitrineError } from '@shared/contract/errors'
import type { ManifestSummary } from '@shared/contract/manifests'
import { inLanguage, plain } from '@shared/domain/presentation/localised-text'
import { writeFileAtomically } from '../../../files/atomic-file'
import { argument, textOption, UsageError, type Arguments, type Command, type CommandContext } from '../command'
import { findManifest, findSource } from '../find-by-name'

const counted = (canvases: number): string => (canvases === 1 ? '1 canvas' : `${canvases} canvases`)

async function list(client: Client, { print }: CommandContext): Promise<void> {
  const manifests = await client.manifests.list()
  const line = ({ published, label, canvases }: ManifestSummary): string =>
    [published, inLanguage(label), canvases].join('\t')
  print({ manifests }, manifests.map(line).join('\n'))
}

async function make(client: Client, args: Arguments, { print }: CommandContext): Promise<void> {
  const label = argument(args, 2)
  const source = textOption(args, 'source')
  const text = textOption(args, 'text')
  const rights = textOption(args, 'rights')
  const attribution = textOption(args, 'attribution')
  const filter = {
    ...(source !== undefined && { sources: [(await findSource(client, source)).id] }),
    ...(text !== undefined && { text })
  }
  const statement = { label: [{ language: 'en', value: 'Attribution' }], value: [...plain(attribution ?? '')] }
  const details = { ...(rights !== undefined && { rights }), ...(attribution && { requiredStatement: statement }) }
  const { id, published, canvases } = await client.manifests.create({ label: [...plain(label)], details, filter })
  print({ manifest: { id, published, label, canvases: canvases.length } }, `${published}: ${counted(canvases.length)}`)
}

async function save(client: Client, args: Arguments, { print }: CommandContext): Promise<void> {
  const out = resolve(textOption(args, 'out') ?? '')
  const version = textOption(args, 'version') ?? '3'
  if (textOption(args, 'out') === undefined) throw new UsageError('--out names the file to write')
  if (version !== '2' && version !== '3') throw new UsageError(`--version is 2 or 3, not “${version}”`)
  const baseUrl = textOption(args, 'base-url')
  const { id } = await findManifest(client, argument(args, 2))
  const { text, canvases, skipped } = await client.manifests.document({
    id,
    version: version === '2' ? 2 : 3,
    ...(baseUrl !== undefined && { baseUrl })
  })
  if (existsSync(out)) throw new VitrineError('CONFLICT', `${out} exists already. Name another file.`, { out })
  await writeFileAtomically(out, text)
  print(
    { out, version: Number(version), canvases, skipped },
    [`${counted(canvases)} written to ${out}`, ...skipped].join('\n')
  )
}

export const manifest: Command = {
  name: 'manifest',
  usage:
    'PROJECT list | new LABEL [--source SOURCE] [--text WORDS] [--rights URI] [--attribution TEXT] | export MANIFEST --out FILE [--version 3|2] [--base-url URL]',
  summary: 'makes a manifest of images, or writes one as IIIF; --base-url is where its pictures will be answered',
  options: {
    source: { type: 'string' },
    text: { type: 'string' },
    rights: { type: 'string' },
    attribution: { type: 'string' },
    out: { type: 'string' },
    version: { type: 'string' },
    'base-url': { type: 'string' }
  },
  positionals: [2, 3],
  async run(args, context) {
    const action = argument(args, 1)
    if (action !== 'list' && action !== 'new' && action !== 'export') {
      throw new UsageError(`say list, new or export, not “${action}”`)
    }
    if (action !== 'list') argument(args, 2)
    const client = await context.open(argument(args, 0))
    if (action === 'list') await list(client, context)
    else if (action === 'new') await make(client, args, context)
    else await save(client, args, context)
  }
}
