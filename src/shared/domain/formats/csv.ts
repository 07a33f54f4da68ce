import type { Region } from '../../contract/annotations'
import type { Skipped } from '../../contract/sources'
import { asNumber } from '../json/json-value'
import { readCsv, writeCsv } from './csv-table'
import { boxOf, rectRegion, type LabelledImage, type LabelledRegion, type ReadLabels } from './model'

const HEADER = ['file', 'width', 'height', 'region', 'x', 'y', 'w', 'h', 'label', 'confidence'] as const

/** Writes one row per label, one without label for an empty image; pixels of the oriented image. */
export function writeLabelsCsv(images: readonly LabelledImage[]): string {
  const rows = images.flatMap(image => {
    const start = [image.file, image.width, image.height]
    if (image.regions.length === 0) return [[...start, '', null, null, null, null, null, null]]
    return image.regions.map(labelled => {
      const box = labelled.region.kind === 'whole' ? null : boxOf(labelled, image)
      const { region, label, confidence } = labelled
      return [...start, region.kind, box?.x ?? null, box?.y ?? null, box?.w ?? null, box?.h ?? null, label, confidence]
    })
  })
  return writeCsv([HEADER, ...rows])
}

/** The names under which columns occur; the first is ours. */
const COLUMNS = {
  file: ['file', 'image', 'filename', 'file_name', 'image_path', 'path'],
  width: ['width', 'image_width'],
  height: ['height', 'image_height'],
  region: ['region'],
  x: ['x', 'xmin', 'left', 'x1', 'bbox_x'],
  y: ['y', 'ymin', 'top', 'y1', 'bbox_y'],
  w: ['w', 'bbox_width', 'box_width'],
  h: ['h', 'bbox_height', 'box_height'],
  right: ['xmax', 'right', 'x2'],
  bottom: ['ymax', 'bottom', 'y2'],
  label: ['label', 'class', 'category', 'class_name', 'label_name'],
  confidence: ['confidence', 'score', 'probability']
} as const
type Column = keyof typeof COLUMNS

/**
 * Reads a table of labels: our own, or one with `xmin, ymin, xmax, ymax`. Rows without a box label the whole image.
 * Size 0 means that the table doesn't state it.
 */
export function readLabelsCsv(text: string, source: string): ReadLabels {
  const [header = [], ...rows] = readCsv(text)
  const names = header.map(name => name.trim().toLowerCase())
  const indexOf = (column: Column): number => COLUMNS[column].map(name => names.indexOf(name)).find(at => at >= 0) ?? -1
  const columns = new Map((Object.keys(COLUMNS) as Column[]).map(column => [column, indexOf(column)])) // keys of a literal
  const skipped: Skipped[] = []
  if (columns.get('file') === -1) {
    const message = 'The first row names no column “file” (or image, filename, path).'
    return { images: [], classes: [], skipped: [{ source, pointer: 'line 1', code: 'NO_HEADER', message }] }
  }
  const images = new Map<string, LabelledImage & { readonly regions: LabelledRegion[] }>()
  rows.forEach((row, index) => {
    const cell = (column: Column): string => row[columns.get(column) ?? -1]?.trim() ?? ''
    const number = (column: Column): number | null => asNumber(cell(column))
    const at = `row ${index + 2}`
    const file = cell('file').replaceAll('\\', '/')
    if (file === '')
      return void skipped.push({ source, pointer: at, code: 'NO_IMAGE', message: 'The row names no file.' })
    const image = images.get(file) ?? { file, width: number('width') ?? 0, height: number('height') ?? 0, regions: [] }
    images.set(file, image)
    const label = cell('label')
    const region = regionOf(cell, number)
    if (region === 'bad')
      skipped.push({
        source,
        pointer: at,
        code: 'BAD_BOX',
        message: 'The box of this row is not four numbers with a positive size.'
      })
    else if (label !== '' || region.kind !== 'whole' || cell('region') === 'whole')
      image.regions.push({ region, label: label === '' ? null : label, confidence: number('confidence') })
  })
  const labels = [...images.values()].flatMap(image => image.regions.flatMap(({ label }) => label ?? []))
  return { images: [...images.values()], classes: [...new Set(labels)], skipped }
}

function regionOf(cell: (column: Column) => string, number: (column: Column) => number | null): Region | 'bad' {
  const parts: readonly Column[] = ['x', 'y', 'w', 'h', 'right', 'bottom']
  if (parts.every(column => cell(column) === '')) return { kind: 'whole' }
  const [x = NaN, y = NaN] = [number('x') ?? NaN, number('y') ?? NaN]
  const w = number('w') ?? (number('right') ?? NaN) - x
  const h = number('h') ?? (number('bottom') ?? NaN) - y
  return rectRegion({ x, y, w, h }) ?? 'bad'
}
