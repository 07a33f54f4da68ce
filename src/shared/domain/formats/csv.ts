import type { Region } from '../../contract/annotations'
import type { Skipped } from '../../contract/sources'
import { regionOfRings } from '../annotation/region'
import { pathOf } from '../annotation/write-selector'
import { flattenPath } from '../geometry/svg-path'
import { BudgetExceeded, createBudget } from '../json/budget'
import { asNumber } from '../json/json-value'
import { readCsv, writeCsv } from './csv-table'
import { boxOf, readStatus, rectRegion, type LabelledImage, type LabelledRegion, type ReadLabels } from './model'

const HEADER = [
  'file', 'width', 'height', 'region', 'x', 'y', 'w', 'h', 'outline', 'label', 'confidence', 'status', 'note',
  'author', 'created', 'modified', 'annotation', 'canvas', 'selector', 'source', 'service', 'service_version', 'rights'
] as const // prettier-ignore

type Cell = string | number | null

/**
 * Writes one row per label, one without label for an empty image; pixels of the oriented image. Turned boxes and
 * polygons have their bounding box in `x, y, w, h` and their shape as SVG path data in `outline`.
 */
export function writeLabelsCsv(images: readonly LabelledImage[]): string {
  const rows = images.flatMap(image => {
    const start = [image.file, image.width, image.height]
    if (image.regions.length === 0) return [[...start, ...HEADER.slice(start.length).map(() => null)]]
    return image.regions.map(labelled => [...start, ...placeCells(labelled, image), ...wordCells(labelled)])
  })
  return writeCsv([HEADER, ...rows])
}

function placeCells(labelled: LabelledRegion, image: LabelledImage): readonly Cell[] {
  const { region } = labelled
  switch (region.kind) {
    case 'whole':
      return [region.kind, null, null, null, null, null]
    case 'point':
      return [region.kind, region.x, region.y, null, null, null]
    case 'rect':
    case 'rotated':
    case 'polygon': {
      const box = boxOf(labelled, image)
      const cells = [box?.x ?? null, box?.y ?? null, box?.w ?? null, box?.h ?? null]
      return [region.kind, ...cells, region.kind === 'rect' ? null : pathOf(region)]
    }
  }
}

function wordCells(labelled: LabelledRegion): readonly Cell[] {
  const { label, confidence, status, note, author, created, modified, provenance: from } = labelled
  return [
    ...[label, confidence, status ?? null, note ?? null, author ?? null, created ?? null, modified ?? null],
    ...[from?.annotation ?? null, from?.canvas ?? null, from?.selector ?? null, from?.source ?? null],
    ...[from?.service ?? null, from?.serviceVersion ?? null, from?.rights ?? null]
  ]
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
  confidence: ['confidence', 'score', 'probability'],
  outline: ['outline'],
  status: ['status'],
  note: ['note', 'comment'],
  author: ['author', 'annotator'],
  created: ['created'],
  modified: ['modified']
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
      image.regions.push({
        region,
        label: label === '' ? null : label,
        confidence: number('confidence'),
        status: readStatus(cell('status')),
        ...textsOf(cell)
      })
  })
  const labels = [...images.values()].flatMap(image => image.regions.flatMap(({ label }) => label ?? []))
  return { images: [...images.values()], classes: [...new Set(labels)], skipped }
}

function textsOf(cell: (column: Column) => string): Pick<LabelledRegion, 'note' | 'author' | 'created' | 'modified'> {
  const texts = (['note', 'author', 'created', 'modified'] as const).map(name => [name, cell(name)] as const)
  return Object.fromEntries(texts.filter(([, text]) => text !== ''))
}

function regionOf(cell: (column: Column) => string, number: (column: Column) => number | null): Region | 'bad' {
  const parts: readonly Column[] = ['x', 'y', 'w', 'h', 'right', 'bottom']
  const outline = outlineOf(cell('outline'))
  if (outline) return outline
  if (parts.every(column => cell(column) === '')) return { kind: 'whole' }
  const [x = NaN, y = NaN] = [number('x') ?? NaN, number('y') ?? NaN]
  if (cell('region') === 'point' && Number.isFinite(x + y)) return { kind: 'point', x, y }
  const w = number('w') ?? (number('right') ?? NaN) - x
  const h = number('h') ?? (number('bottom') ?? NaN) - y
  return rectRegion({ x, y, w, h }) ?? 'bad'
}

/** Path data beside its bounding box; what can't be read leaves the box. */
function outlineOf(data: string): Region | null {
  if (data === '') return null
  try {
    return regionOfRings(flattenPath(data, createBudget(100_000)))
  } catch (error) {
    if (error instanceof BudgetExceeded) return null
    throw error
  }
}
