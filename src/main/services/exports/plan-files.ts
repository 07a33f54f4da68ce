import type { ExportFormat } from '@shared/contract/exports'
import type { Skipped } from '@shared/contract/sources'
import { serialiseV3 } from '@shared/domain/annotation/serialise-v3'
import { writeCoco } from '@shared/domain/formats/coco'
import { writeLabelsCsv } from '@shared/domain/formats/csv'
import { writeCsv } from '@shared/domain/formats/csv-table'
import { unwritable, type TextFile } from '@shared/domain/formats/model'
import { writeVoc } from '@shared/domain/formats/voc'
import { writeYolo, type YoloSplit } from '@shared/domain/formats/yolo'
import { toLabelled, type ExportData, type ExportImage } from './export-data'
import { planManifest } from './plan-manifest'
import { toAnnotations } from './to-annotations'

/** The text files of an export. */
export interface PlannedFiles {
  readonly files: readonly TextFile[]
  /** Annotations in them. */
  readonly count: number
  readonly skipped: readonly Skipped[]
  /** Where an image's picture goes, if pictures go along. */
  readonly pictureOf: (image: ExportImage) => string
}

export interface ExportContext {
  readonly projectName: string
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly version: string
}

/** Formats whose files follow from the project's rows alone. */
export type PlainFormat = Exclude<ExportFormat, 'bundle' | 'crops' | 'predictions' | 'annotations_data'>

export function planFiles(format: PlainFormat, data: ExportData, context: ExportContext): PlannedFiles {
  const pictureOf = (image: ExportImage): string => `images/${image.file}`
  switch (format) {
    case 'w3c':
      return { ...planPages(data, context), pictureOf }
    case 'iiif3':
    case 'iiif2':
      return { ...planManifest(format === 'iiif3' ? 3 : 2, data, context, pictureOf), pictureOf }
    case 'coco':
      return planLabels(
        data,
        images => [{ name: 'annotations.json', text: writeCoco(images, data.classes) }],
        pictureOf
      )
    case 'voc':
      return planLabels(
        data,
        images => images.map(image => ({ name: `annotations/${stem(image.file)}.xml`, text: writeVoc(image) })),
        pictureOf
      )
    case 'csv':
      return { ...planLabels(data, images => csvFiles(images, data), pictureOf), skipped: [] }
    case 'yolo':
      return planYolo(data)
  }
}

const stem = (file: string): string => file.replace(/\.[^.]+$/, '')

function planPages(data: ExportData, { baseUrl, version }: ExportContext): Omit<PlannedFiles, 'pictureOf'> {
  const generator = { id: null, name: `Vitrine ${version}`, type: 'Software' }
  let count = 0
  const files = data.images.flatMap(image => {
    const items = toAnnotations(image, data)
    count += items.length
    const name = `annotations/${image.row.id}.json`
    const page = serialiseV3({ id: `${baseUrl}/${name}`, items }, { generator, context: 'w3c' })
    return items.length === 0 ? [] : [{ name, text: toJson(page) }]
  })
  return { files, count, skipped: [] }
}

type Labelled = ReturnType<typeof toLabelled>

function planLabels(
  data: ExportData,
  write: (images: readonly Labelled[]) => readonly TextFile[],
  pictureOf: PlannedFiles['pictureOf']
): PlannedFiles {
  const images = data.images.map(image => toLabelled(image, data))
  const skipped = unwritable(images)
  const count = images.reduce((sum, { regions }) => sum + regions.length, 0) - skipped.length
  return { files: write(images), count, skipped, pictureOf }
}

function csvFiles(images: readonly Labelled[], data: ExportData): readonly TextFile[] {
  const columns = [...new Set(data.images.flatMap(({ row }) => Object.keys(row.metadata)))]
  const header = ['file', 'canvas', 'split', 'rights', 'attribution', 'note', ...columns]
  const rows = data.images.map(({ row, file }) => [
    ...[file, row.canvasId, row.split, row.rights, row.attribution, row.note],
    ...columns.map(column => row.metadata[column] ?? null)
  ])
  return [
    { name: 'labels.csv', text: writeLabelsCsv(images) },
    { name: 'images.csv', text: writeCsv([header, ...rows]) }
  ]
}

const yoloSplits = { train: 'train', validation: 'val', test: 'test', none: 'train' } as const

function planYolo(data: ExportData): PlannedFiles {
  const splits: YoloSplit[] = (['train', 'val', 'test'] as const).map(name => ({
    name,
    images: data.images.filter(({ row }) => yoloSplits[row.split] === name).map(image => toLabelled(image, data))
  }))
  const images = splits.flatMap(split => split.images)
  const cannot = unwritable(images)
  const { files, skipped } = writeYolo(splits, data.classes)
  return {
    files,
    count: images.reduce((sum, { regions }) => sum + regions.length, 0) - cannot.length,
    skipped: [...cannot, ...skipped],
    pictureOf: ({ row, file }) => `images/${yoloSplits[row.split]}/${file}`
  }
}

export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
