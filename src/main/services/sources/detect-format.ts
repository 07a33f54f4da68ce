import { open, readdir, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { ImportInput } from '@shared/contract/sources'
import { explaining } from '../../files/file-system'
import { isImageName } from './read-folder'
import { findIdxPairs } from './read-idx'

export type SourceFormat = Exclude<ImportInput['format'], 'auto'>

/** What an address, a file or a folder is, by its name and its first bytes. Errors: UNSUPPORTED, NOT_FOUND. */
export async function detectFormat(from: string): Promise<SourceFormat> {
  if (/^https?:\/\//i.test(from)) return 'iiif'
  const isFolder = await explaining(from, async () => (await stat(from)).isDirectory())
  const format = isFolder ? await detectFolder(from) : await detectFile(from)
  if (format) return format
  throw new VitrineError(
    'UNSUPPORTED',
    `Vitrine can’t import ${basename(from)}: choose images or a folder of them, a IIIF manifest, IDX files or a file of labels.`,
    { from }
  )
}

async function detectFile(path: string): Promise<SourceFormat | null> {
  if (isImageName(path)) return 'folder'
  if (/\.(csv|tsv)$/i.test(path)) return 'csv'
  if (/\.ya?ml$/i.test(path)) return 'yolo'
  if (/\.xml$/i.test(path)) return 'voc'
  if (/\.json$/i.test(path)) return (await looksLikeCoco(path)) ? 'coco' : 'iiif'
  return (await findIdxPairs(path)).length > 0 ? 'idx' : null
}

async function detectFolder(path: string): Promise<SourceFormat> {
  if ((await findIdxPairs(path)).length > 0) return 'idx'
  const names = await explaining(path, () => readdir(path))
  if (names.some(name => /^(data|dataset)\.ya?ml$/i.test(name))) return 'yolo'
  if (names.some(name => /^(manifest|collection)\.json$/i.test(name))) return 'iiif'
  if (names.some(isImageName)) return 'folder'
  if (names.some(name => /\.json$/i.test(name))) return 'iiif'
  return names.some(name => /\.xml$/i.test(name)) ? 'voc' : 'folder'
}

/** COCO has these keys at its top; a IIIF document has a context. */
async function looksLikeCoco(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(100_000), 0, 100_000, 0)
    const start = buffer.toString('utf8', 0, bytesRead)
    return !start.includes('"@context"') && /"(images|annotations|categories)"\s*:\s*\[/.test(start)
  } finally {
    await handle.close()
  }
}
