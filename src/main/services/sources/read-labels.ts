import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { readCoco } from '@shared/domain/formats/coco'
import { readLabelsCsv } from '@shared/domain/formats/csv'
import type { ReadLabels } from '@shared/domain/formats/model'
import { readVoc } from '@shared/domain/formats/voc'
import { readYolo, type YoloLabelFile } from '@shared/domain/formats/yolo'
import { explaining } from '../../files/file-system'
import { probe } from '../../images/decode'
import { readFacts, type Facts } from './facts-table'
import type { ImportPlan, ReaderContext } from './import-plan'
import { joinLabels } from './join-labels'
import { listImages, toName } from './read-folder'
import { walkFolder } from './walk-folder'

export type LabelFormat = 'csv' | 'coco' | 'yolo' | 'voc'

/** A file of labels is text; larger ones are no labels. */
const maxBytes = 500 * 1024 * 1024

/** Labels made elsewhere, from a file or the folder of a data set. */
export async function readLabels(format: LabelFormat, context: ReaderContext): Promise<ImportPlan> {
  const { from } = context.input
  const { labels, facts } = await readFormat(format, from)
  const isFolder = (await stat(from)).isDirectory()
  const folder = isFolder ? from : dirname(from)
  const nothing = labels.images.length === 0 && (facts?.size ?? 0) === 0
  if (nothing) {
    const reason = labels.skipped[0]?.message ?? 'It holds no labels.'
    throw new VitrineError('INVALID_INPUT', `${basename(from)} could not be imported. ${reason}`, { from })
  }
  return await joinLabels(
    {
      source: { kind: format, name: basename(from), uri: from, rights: null },
      classes: labels.classes,
      images: labels.images,
      facts: facts ?? new Map<string, Facts>(),
      skipped: labels.skipped,
      folders: isFolder ? [folder] : [folder, ...pictureFolders(dirname(folder))]
    },
    context
  )
}

/**
 * COCO's and VOC's files lie in a folder beside that of the images. Others beside it are not looked into: their images
 * could only have the same names by chance, and there may be a whole disk of them.
 */
const pictureFolders = (parent: string): readonly string[] =>
  ['images', 'JPEGImages'].map(name => join(parent, name)).filter(existsSync)

async function readFormat(
  format: LabelFormat,
  from: string
): Promise<{ labels: ReadLabels; facts?: ReadonlyMap<string, Facts> }> {
  switch (format) {
    case 'csv': {
      const text = await readText(from)
      const labels = readLabelsCsv(text, basename(from))
      const facts = readFacts(text)
      // A table of facts alone names images and no labels: that is no fault of its rows.
      return { labels: facts.size > 0 && labels.images.length === 0 ? { ...labels, skipped: [] } : labels, facts }
    }
    case 'coco':
      return { labels: readCoco(await readText(from), basename(from)) }
    case 'voc':
      return { labels: await readVocFolder(from) }
    case 'yolo':
      return { labels: await readYoloFolder(from) }
  }
}

async function readText(path: string): Promise<string> {
  return await explaining(path, async () => {
    if ((await stat(path)).size > maxBytes) throw new VitrineError('TOO_LARGE', `${path} is larger than 500 MB.`)
    return await readFile(path, 'utf8')
  })
}

/** Pascal VOC: one XML file per image. */
async function readVocFolder(from: string): Promise<ReadLabels> {
  const files = (await stat(from)).isDirectory() ? await filesBelow(from, /\.xml$/i) : [from]
  const read: ReadLabels[] = []
  for (const file of files) read.push(readVoc(await readText(file), basename(file)))
  return {
    images: read.flatMap(({ images }) => images),
    classes: [...new Set(read.flatMap(({ classes }) => classes))],
    skipped: read.flatMap(({ skipped }) => skipped)
  }
}

/** YOLO: `data.yaml` with the names, `labels/…/NAME.txt` for `images/…/NAME.jpg`; sizes are the images' own. */
async function readYoloFolder(from: string): Promise<ReadLabels> {
  const isFolder = (await stat(from)).isDirectory()
  const folder = isFolder ? from : dirname(from)
  const yaml = isFolder ? (await filesBelow(from, /(^|[\\/])(data|dataset)\.ya?ml$/i))[0] : from
  if (yaml === undefined) {
    throw new VitrineError('INVALID_INPUT', `There is no data.yaml with class names in ${from}.`, { from })
  }
  const labelFiles = new Set(await filesBelow(folder, /\.txt$/i))
  const files: YoloLabelFile[] = []
  for (const image of await listImages(folder)) {
    const labelFile = [image.replace(/([\\/])images([\\/])/, '$1labels$2'), image]
      .map(path => path.replace(/\.[^.]+$/, '.txt'))
      .find(path => labelFiles.has(path))
    if (labelFile === undefined) continue
    const { width, height } = await probe(await readFile(image))
    files.push({ labelFile, text: await readText(labelFile), image: toName(folder, image), width, height })
  }
  return readYolo(await readText(yaml), basename(yaml), files)
}

async function filesBelow(folder: string, pattern: RegExp): Promise<readonly string[]> {
  return (await walkFolder(folder)).files.filter(path => pattern.test(toName(folder, path))).toSorted()
}
