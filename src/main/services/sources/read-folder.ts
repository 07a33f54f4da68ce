import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, relative, sep } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Skipped } from '@shared/contract/sources'
import { explainFailure, explaining } from '../../files/file-system'
import { hashBytes } from '../../files/objects'
import { probe } from '../../images/decode'
import { naturalKey } from '../images/text-keys'
import { contentUrn, pictureOf, type ImportPlan, type PlannedImage, type ReaderContext } from './import-plan'
import { sideBySide } from './side-by-side'
import { walkFolder, type WalkedFolder } from './walk-folder'

/** Files that claim to be images: one of these that can't be read is worth a word, a text file beside it isn't. */
const imageExtensions: ReadonlySet<string> = new Set(
  '.jpg .jpeg .jpe .jfif .png .webp .tif .tiff .gif .avif .heic .bmp .jp2 .svg'.split(' ')
)

/** Whether a file claims to be an image. */
export const isImageName = (name: string): boolean => imageExtensions.has(extname(name).toLowerCase())

/** Decoders and disk work at once; a photo takes up to some hundred MB while it is read. */
const readers = 3

/** Files that a preview opens; the others stand in it by their names. */
const glanced = 200

export interface FolderOptions {
  readonly name?: string
  readonly rights?: string | null
  /** The name of the folder that an image lies in is its label. */
  readonly foldersAsClasses?: boolean
  /** Takes only these, by path relative to the folder. */
  readonly only?: ReadonlySet<string>
}

/** Every image in a folder and below, in natural order; of a single file, this one. */
export async function readFolder(from: string, options: FolderOptions, context: ReaderContext): Promise<ImportPlan> {
  if (isImageName(from) && (await explaining(from, () => stat(from))).isFile()) {
    return await readFolder(
      dirname(from),
      { name: basename(from), ...options, only: new Set([basename(from)]) },
      context
    )
  }
  const folder = from
  const walked = await walkFolder(folder)
  const files = imagesOf(folder, walked).filter(file => options.only?.has(toName(folder, file)) ?? true)
  if (files.length === 0) {
    const message = `There are no images in ${folder}. Vitrine reads JPEG, PNG, WebP, TIFF, GIF and AVIF.`
    throw new VitrineError('INVALID_INPUT', message, { folder })
  }
  const images: (PlannedImage | undefined)[] = []
  const skipped: Skipped[] = options.only
    ? []
    : walked.unreadable.map(({ path, message }) => ({
        ...{ source: folder, pointer: toName(folder, path), code: 'NO_PERMISSION', message }
      }))
  let done = 0
  await sideBySide(readers, files, async (file, position) => {
    try {
      const isOpened = !context.isPreview || position < glanced
      images[position] = isOpened
        ? await readImage(folder, file, options, context)
        : namedOnly(folder, file, options.foldersAsClasses ?? false)
    } catch (error) {
      skipped.push(toSkipped(folder, file, error))
    }
    await context.job.checkpoint()
    context.job.progress(++done / files.length, `${done} of ${files.length} files`)
  })
  const found = images.filter(image => image !== undefined)
  return {
    source: { kind: 'folder', name: options.name ?? basename(folder), uri: folder, rights: options.rights ?? null },
    classes: [],
    images: found,
    skipped
  }
}

export const toName = (folder: string, file: string): string => relative(folder, file).split(sep).join('/')

/** Paths of the files below a folder that have an image's extension, in natural order. */
export async function listImages(folder: string): Promise<readonly string[]> {
  return imagesOf(folder, await walkFolder(folder))
}

function imagesOf(folder: string, { files }: WalkedFolder): readonly string[] {
  return files
    .filter(file => isImageName(basename(file)) && !toName(folder, file).split('/').some(isHidden))
    .map(file => ({ file, key: naturalKey(toName(folder, file)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ file }) => file)
}

/** Caches of systems, and projects of our own. */
const isHidden = (name: string): boolean => name.startsWith('.') || name.endsWith('.vitrine') || name === '__MACOSX'

async function readImage(
  folder: string,
  file: string,
  options: FolderOptions,
  { input, objects, tryPicture }: ReaderContext
): Promise<PlannedImage> {
  const bytes = await readFile(file)
  const { format, width, height } = await probe(bytes)
  const hash = hashBytes(bytes)
  await tryPicture(pictureOf(bytes, hash, { width, height }))
  if (input.copy) await objects.put(bytes)
  return {
    name: toName(folder, file),
    canvasId: contentUrn(hash),
    width,
    height,
    pixels: input.copy ? { kind: 'file', hash, format } : { kind: 'remote', location: file, hash, format },
    ...labelByFolder(folder, file, options.foldersAsClasses ?? false)
  }
}

function labelByFolder(folder: string, file: string, foldersAsClasses: boolean): Pick<PlannedImage, 'labels'> {
  if (!foldersAsClasses || dirname(file) === folder) return {}
  return { labels: [{ region: { kind: 'whole' }, label: basename(dirname(file)), author: 'import' }] }
}

function namedOnly(folder: string, file: string, foldersAsClasses: boolean): PlannedImage {
  return {
    ...{ name: toName(folder, file), canvasId: file, width: 0, height: 0 },
    pixels: { kind: 'remote', location: file, hash: null, format: null },
    ...labelByFolder(folder, file, foldersAsClasses)
  }
}

/** A full disk ends the import; a file that can't be read is left out and told. */
function toSkipped(folder: string, file: string, cause: unknown): Skipped {
  const error = explainFailure(cause, file)
  const isAboutFile =
    error instanceof VitrineError &&
    ['CORRUPT', 'UNSUPPORTED', 'TOO_LARGE', 'NO_PERMISSION', 'NOT_FOUND', 'INVALID_INPUT'].includes(error.code)
  if (!isAboutFile) throw error
  return { source: folder, pointer: toName(folder, file), code: error.code, message: error.message }
}
