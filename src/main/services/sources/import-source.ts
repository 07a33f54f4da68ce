import { basename } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Uploads } from '../../files/uploads'
import type { Fetcher } from '../../net/fetcher'
import type { Catalogue } from '../datasets/catalogue'
import { garments } from '../datasets/known-datasets'
import { detectFormat } from './detect-format'
import { readIiif } from './iiif/read-iiif'
import { readSas } from './iiif/read-sas'
import type { ImportPlan, ReaderContext } from './import-plan'
import { readFolder } from './read-folder'
import { readLabels } from './read-labels'
import { findIdxPairs, readIdxPairs } from './read-idx'

export interface ImportSourceDeps {
  readonly catalogue: Pick<Catalogue, 'locate' | 'download'>
  readonly fetcher: Fetcher
  readonly uploads: Pick<Uploads, 'locate'>
}

const cataloguePrefix = 'catalogue:'
/** Before the UUID of a batch of uploaded files. */
const uploadPrefix = 'upload:'

/** The batch of uploaded files that an address names, or null. */
export const uploadOf = (from: string): string | null =>
  from.startsWith(uploadPrefix) ? from.slice(uploadPrefix.length) : null

/** Reads what `input.from` names, in the format that it has or is said to have. */
export async function importSource(context: ReaderContext, deps: ImportSourceDeps): Promise<ImportPlan> {
  const { input } = context
  if (input.from.startsWith(cataloguePrefix)) return await readCatalogueEntry(context, deps)
  const batch = uploadOf(input.from)
  if (batch !== null) return await readUpload(batch, context, deps)
  const format = input.format === 'auto' ? await detectFormat(input.from) : input.format
  switch (format) {
    case 'folder':
      return await readFolder(input.from, { foldersAsClasses: input.foldersAsClasses }, context)
    case 'idx':
      return await readIdxSource(context)
    case 'iiif':
      return await readIiif(context, deps.fetcher)
    case 'csv':
    case 'coco':
    case 'yolo':
    case 'voc':
      return await readLabels(format, context)
    case 'sas':
      return await readSas(context, deps.fetcher)
  }
}

async function readCatalogueEntry(context: ReaderContext, { catalogue }: ImportSourceDeps): Promise<ImportPlan> {
  const { input, job, isPreview } = context
  const id = input.from.slice(cataloguePrefix.length)
  const mayDownload = input.mayDownload && !isPreview
  const found = catalogue.locate(id) ?? (mayDownload ? await catalogue.download(id, job) : null)
  if (!found) {
    const message = `The dataset “${id}” is not on this machine. Its entry in the catalogue says how to get it.`
    throw new VitrineError('NOT_FOUND', message, { id })
  }
  const pairs = await findIdxPairs(found.folder)
  return await readIdxPairs(pairs, { name: found.title, rights: null, classes: found.classes }, context)
}

/** Read where the files lie for now; what is told and kept names them as the user knows them. */
async function readUpload(batch: string, context: ReaderContext, deps: ImportSourceDeps): Promise<ImportPlan> {
  const from = await deps.uploads.locate(batch)
  const isLoose = basename(from) === batch
  const name = isLoose ? 'Uploaded files' : basename(from)
  const input = { ...context.input, from, copy: !context.isPreview }
  const plan = await importSource({ ...context, input }, deps).catch((error: unknown) => {
    if (!(error instanceof VitrineError)) throw error
    throw new VitrineError(error.code, error.message.replaceAll(from, `“${name}”`), undefined, { cause: error })
  })
  const isFolder = plan.source.kind === 'folder'
  return {
    ...plan,
    source: { ...plan.source, ...(isFolder && { kind: 'upload' }), ...((isFolder || isLoose) && { name }), uri: name },
    skipped: plan.skipped.map(skipped => ({ ...skipped, source: name }))
  }
}

async function readIdxSource(context: ReaderContext): Promise<ImportPlan> {
  const { from } = context.input
  const pairs = await findIdxPairs(from)
  if (pairs.length === 0) {
    const message = `There are no IDX images in ${from}: their names are like train-images-idx3-ubyte.gz.`
    throw new VitrineError('INVALID_INPUT', message, { from })
  }
  return await readIdxPairs(pairs, { name: basename(from), rights: null, ...namesOf(from) }, context)
}

/** Fashion-MNIST's files have the names of MNIST's; only its folder tells. */
function namesOf(from: string): { readonly classes?: readonly string[] } {
  return /fashion/i.test(from) ? { classes: garments } : {}
}
