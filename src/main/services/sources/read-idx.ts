import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Image } from '@shared/contract/images'
import { explaining } from '../../files/file-system'
import { readIdx, type IdxArray } from './idx-file'
import { contentUrn, type ImportPlan, type PlannedImage, type ReaderContext } from './import-plan'

/** A file of images with the file of their labels: `train-images-idx3-ubyte.gz`, `train-labels-idx1-ubyte.gz`. */
interface Pair {
  /** What stands before `-images`. */
  readonly prefix: string
  readonly images: string
  readonly labels: string | null
}

const imagesFile = /^(?:(.*?)[-_.])?images[-_.]idx[34]-ubyte(?:\.gz)?$/i

/** Whether `path` is an IDX file or a folder with some. */
export async function findIdxPairs(path: string): Promise<readonly Pair[]> {
  const isFolder = await explaining(path, async () => (await stat(path)).isDirectory())
  const folder = isFolder ? path : dirname(path)
  const names = await explaining(folder, () => readdir(folder))
  const chosen = isFolder
    ? names
    : names.filter(name => name === basename(path) || labelsOf(name, names) === basename(path))
  return chosen
    .filter(name => imagesFile.test(name))
    .sort()
    .map(name => {
      const labels = labelsOf(name, names)
      return {
        prefix: imagesFile.exec(name)?.[1] ?? 'image',
        images: join(folder, name),
        labels: labels === null ? null : join(folder, labels)
      }
    })
}

function labelsOf(images: string, names: readonly string[]): string | null {
  if (!imagesFile.test(images)) return null
  const stem = images.replace(/images([-_.])idx[34]-ubyte(\.gz)?$/i, 'labels$1idx1-ubyte')
  return names.find(name => name === stem || name === `${stem}.gz`) ?? null
}

export interface IdxOptions {
  readonly name: string
  readonly rights: string | null
  /** Names by label number. Default: the numbers. */
  readonly classes?: readonly string[]
}

/** One packed object per file of images, however many they are. */
export async function readIdxPairs(
  pairs: readonly Pair[],
  options: IdxOptions,
  { input, job, objects }: ReaderContext
): Promise<ImportPlan> {
  const images: PlannedImage[] = []
  let classes = options.classes ?? []
  for (const [position, pair] of pairs.entries()) {
    job.progress(position / pairs.length / 2, `Reading ${basename(pair.images)}`)
    const pixels = await readIdx(pair.images)
    const labels = pair.labels === null ? null : await readIdx(pair.labels)
    checkPair(pair, pixels, labels)
    const { hash } = await objects.put(pixels.values)
    await job.checkpoint()
    if (labels && !options.classes) classes = longer(classes, numberNames(labels))
    for (const image of planPair(pair, hash, pixels.shape, labels, classes)) images.push(image)
  }
  return {
    source: { kind: 'idx', name: options.name, uri: input.from, rights: options.rights },
    classes,
    images,
    skipped: []
  }
}

function checkPair(pair: Pair, pixels: IdxArray, labels: IdxArray | null): void {
  if (pixels.shape.length < 3) {
    throw new VitrineError(
      'CORRUPT',
      `${basename(pair.images)} holds no images: it has ${pixels.shape.length} dimensions.`
    )
  }
  if (labels && labels.shape[0] !== pixels.shape[0]) {
    const message = `${basename(pair.images)} has ${pixels.shape[0]} images and its labels are ${labels.shape[0]}: they don’t belong together.`
    throw new VitrineError('CORRUPT', message)
  }
}

function planPair(
  pair: Pair,
  hash: string,
  [count = 0, height = 0, width = 0, channels = 1]: readonly number[],
  labels: IdxArray | null,
  classes: readonly string[]
): PlannedImage[] {
  const split = splitOf(pair.prefix)
  const prefix = split === 'none' ? pair.prefix : split
  return Array.from({ length: count }, (_, index) => {
    const label = labels?.values[index]
    return {
      name: `${prefix} ${index}`,
      canvasId: contentUrn(hash, index),
      width,
      height,
      pixels: { kind: 'packed', hash, index, channels },
      split,
      ...(label !== undefined && {
        labels: [{ region: { kind: 'whole' }, label: classes[label] ?? `class ${label}`, author: 'import' }]
      })
    }
  })
}

function splitOf(prefix: string): Image['split'] {
  if (/^train/i.test(prefix)) return 'train'
  if (/^(t10k|test)/i.test(prefix)) return 'test'
  return /^val/i.test(prefix) ? 'validation' : 'none'
}

/** Up to ten classes are most likely the digits of MNIST. */
function numberNames(labels: IdxArray): string[] {
  const count = labels.values.reduce((highest, value) => Math.max(highest, value), 0) + 1
  return Array.from({ length: Math.max(count, 10) }, (_, number) => (count <= 10 ? `${number}` : `class ${number}`))
}

const longer = (a: readonly string[], b: readonly string[]): readonly string[] => (a.length >= b.length ? a : b)
