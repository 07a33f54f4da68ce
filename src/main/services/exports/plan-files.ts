import type { ExportFormat } from '@shared/contract/exports'
import { serialiseV3 } from '@shared/domain/annotation/serialise-v3'
import { writeCoco } from '@shared/domain/formats/coco'
import { writeLabelsCsv } from '@shared/domain/formats/csv'
import { writeCsv } from '@shared/domain/formats/csv-table'
import { trainable, type LabelledImage, type TextFile } from '@shared/domain/formats/model'
import { writeVoc } from '@shared/domain/formats/voc'
import { writeYolo, type YoloSplit } from '@shared/domain/formats/yolo'
import { isHttpUrl } from '@shared/domain/presentation/url'
import { generatorOf } from '../drafts/generator'
import { toAnnotations } from '../drafts/to-annotations'
import type { ExportData, ExportImage } from './export-data'
import { planManifest } from './plan-manifest'
import { toJson, type ExportContext, type PlannedFiles } from './planned-files'
import { toLabelled } from './to-labelled'

/** Formats whose files follow from the project's rows alone. */
export type PlainFormat = Exclude<ExportFormat, 'bundle' | 'crops' | 'predictions' | 'annotations_data' | 'tables'>

export function planFiles(format: PlainFormat, data: ExportData, context: ExportContext): PlannedFiles {
  const pictureOf = (image: ExportImage): string => `images/${image.file}`
  switch (format) {
    case 'w3c':
      return { ...planPages(data, context), pictureOf }
    case 'iiif3':
    case 'iiif2':
      return { ...planManifest(format === 'iiif3' ? 3 : 2, data, context, pictureOf), pictureOf }
    case 'coco':
      return planTraining(
        data,
        images => [{ name: 'annotations.json', text: writeCoco(images, data.classes) }],
        pictureOf
      )
    case 'voc':
      return planTraining(
        data,
        images => images.map(image => ({ name: `annotations/${stem(image.file)}.xml`, text: writeVoc(image) })),
        pictureOf
      )
    case 'csv':
      return planCsv(data, pictureOf)
    case 'yolo':
      return planYolo(data)
  }
}

const stem = (file: string): string => file.replace(/\.[^.]+$/, '')

function planPages(data: ExportData, { baseUrl, version }: ExportContext): Omit<PlannedFiles, 'pictureOf'> {
  const generator = generatorOf(version)
  let count = 0
  const files = data.images.flatMap(image => {
    const source = data.sourceOf(image.row)
    const manifest = source !== null && isHttpUrl(source) ? source : null
    const items = toAnnotations(image, { className: data.className, manifest })
    count += items.length
    const name = `annotations/${image.row.id}.json`
    const page = serialiseV3({ id: `${baseUrl}/${name}`, items }, { generator, context: 'w3c' })
    return items.length === 0 ? [] : [{ name, text: toJson(page) }]
  })
  return { files: [...files, historyFile(data)], count, skipped: [] }
}

function planTraining(
  data: ExportData,
  write: (images: readonly LabelledImage[]) => readonly TextFile[],
  pictureOf: PlannedFiles['pictureOf']
): PlannedFiles {
  const { images, skipped } = trainable(data.images.map(image => toLabelled(image, data)))
  return { files: write(images), count: countRegions(images), skipped, pictureOf }
}

const countRegions = (images: readonly LabelledImage[]): number =>
  images.reduce((sum, { regions }) => sum + regions.length, 0)

function planCsv(data: ExportData, pictureOf: PlannedFiles['pictureOf']): PlannedFiles {
  const images = data.images.map(image => toLabelled(image, data))
  const columns = [...new Set(data.images.flatMap(({ row }) => Object.keys(row.metadata)))]
  const header = ['file', 'canvas', 'split', 'rights', 'attribution', 'note', 'source', 'service', ...columns]
  const rows = data.images.map(({ row, file }) => [
    ...[file, row.canvasId, row.split, row.rights, row.attribution, row.note],
    ...[data.sourceOf(row), row.service?.id ?? null],
    ...columns.map(column => row.metadata[column] ?? null)
  ])
  const files = [
    { name: 'labels.csv', text: writeLabelsCsv(images) },
    { name: 'images.csv', text: writeCsv([header, ...rows]) },
    historyFile(data)
  ]
  return { files, count: countRegions(images), skipped: [], pictureOf }
}

/** Who changed what when: neither a row of labels nor a W3C annotation has a place for more than the last change. */
function historyFile(data: ExportData): TextFile {
  const rows = data.history().map(({ annotation, at, author, summary }) => [annotation, at, author, summary])
  return { name: 'history.csv', text: writeCsv([['annotation', 'at', 'author', 'change'], ...rows]) }
}

const yoloSplits = { train: 'train', validation: 'val', test: 'test', none: 'train' } as const

function planYolo(data: ExportData): PlannedFiles {
  const labelled = data.images.map(image => ({ split: yoloSplits[image.row.split], ...trainableOne(image, data) }))
  const splits: YoloSplit[] = (['train', 'val', 'test'] as const).map(name => ({
    name,
    images: labelled.filter(({ split }) => split === name).map(({ image }) => image)
  }))
  const { files, skipped } = writeYolo(splits, data.classes)
  return {
    files,
    count: countRegions(labelled.map(({ image }) => image)),
    skipped: [...labelled.flatMap(one => one.skipped), ...skipped],
    pictureOf: ({ row, file }) => `images/${yoloSplits[row.split]}/${file}`
  }
}

function trainableOne(image: ExportImage, data: ExportData) {
  const labelled = toLabelled(image, data)
  const { images, skipped } = trainable([labelled])
  return { image: images[0] ?? { ...labelled, regions: [] }, skipped }
}
