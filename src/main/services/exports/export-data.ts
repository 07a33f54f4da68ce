import { asc } from 'drizzle-orm'
import type { Region } from '@shared/contract/annotations'
import type { LabelledImage } from '@shared/domain/formats/model'
import { annotation, classEntry, image } from '../../storage/schema'
import type { AnnotationRow, ImageRow } from '../rows'
import type { ProjectSession } from '../session'

/** An image with its annotations, and the file that it becomes. */
export interface ExportImage {
  readonly row: ImageRow
  readonly annotations: readonly AnnotationRow[]
  /** Relative path of its picture file; unique within the export. */
  readonly file: string
}

export interface ExportData {
  readonly images: readonly ExportImage[]
  /** Names of all classes in the order of the class list. */
  readonly classes: readonly string[]
  className(id: number | null): string | null
}

/** Reads what is exported at one moment: later edits don't mix in. */
export function readExportData({ database: { orm } }: ProjectSession, ids: readonly number[]): ExportData {
  const rows = new Map(
    orm
      .select()
      .from(image)
      .all()
      .map(row => [row.id, row])
  )
  const annotations = new Map<number, AnnotationRow[]>()
  for (const row of orm.select().from(annotation).orderBy(asc(annotation.id)).all()) {
    const known = annotations.get(row.imageId)
    if (known) known.push(row)
    else annotations.set(row.imageId, [row])
  }
  const classes = orm.select().from(classEntry).orderBy(asc(classEntry.position), asc(classEntry.id)).all()
  const names = new Map(classes.map(({ id, name }) => [id, name]))
  const taken = new Set<string>()
  return {
    images: ids.flatMap(id => {
      const row = rows.get(id)
      return row ? [{ row, annotations: annotations.get(id) ?? [], file: fileName(row, taken) }] : []
    }),
    classes: classes.map(({ name }) => name),
    className: id => (id === null ? null : (names.get(id) ?? null))
  }
}

const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg', tiff: 'tif' }

/** The image's name as a file name that every system takes; a number tells equal ones apart. */
function fileName(row: ImageRow, taken: Set<string>): string {
  const extension = row.pixels === 'packed' || row.format === null ? 'png' : (extensions[row.format] ?? row.format)
  const name = row.name
    .replace(/\.(jpe?g|png|webp|tiff?|gif|avif)$/i, '')
    .split('/')
    .map(safeFileName)
    .join('/')
    .slice(0, 180)
  const free = `${name || 'image'}.${extension}`
  // Windows and macOS don't tell apart what differs in case alone.
  const file = taken.has(free.toLowerCase()) ? `${name}-${row.id}.${extension}` : free
  taken.add(file.toLowerCase())
  return file
}

/** A name that may stand as one part of a path on every system; its letters stay, in whatever script. */
export function safeFileName(name: string): string {
  return name.replace(/[<>:"/\\|?*\p{Cc}]/gu, '_').replace(/^\.+|[. ]+$/g, '_')
}

/** For formats of boxes and classes: what waits for a person or was left open is no label. */
export function toLabelled({ row, annotations, file }: ExportImage, data: ExportData): LabelledImage {
  return {
    file,
    width: row.width,
    height: row.height,
    regions: annotations
      .filter(({ status }) => status !== 'outside')
      .map(entry => ({
        region: regionOf(entry),
        label: data.className(entry.classId),
        confidence: entry.status === 'suggested' ? entry.confidence : null
      }))
  }
}

export const regionOf = (row: AnnotationRow): Region => row.region ?? { kind: 'whole' }
