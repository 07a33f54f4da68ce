import { asc } from 'drizzle-orm'
import { annotation, classEntry, image, source } from '../../storage/schema'
import type { AnnotatedImage } from '../drafts/to-annotations'
import { toInstant, type AnnotationRow, type ImageRow } from '../rows'
import type { ProjectSession } from '../session'

/** An image with its annotations, and the file that it becomes. */
export interface ExportImage extends AnnotatedImage {
  /** Relative path of its picture file; unique within the export. */
  readonly file: string
}

export interface ExportData {
  readonly images: readonly ExportImage[]
  /** Names of all classes in the order of the class list. */
  readonly classes: readonly string[]
  className(id: number | null): string | null
  /** The document or folder that an image was read from. */
  sourceOf(row: Pick<ImageRow, 'sourceId'>): string | null
  /** Every recorded change of these images' annotations, oldest first. */
  history(): readonly ExportedChange[]
}

/** One change of one annotation: who did what when. */
export interface ExportedChange {
  /** The annotation's id. */
  readonly annotation: string
  /** ISO 8601. */
  readonly at: string
  readonly author: string
  readonly summary: string
}

/** Reads what is exported at one moment: later edits don't mix in. */
export function readExportData({ database: { orm, sqlite } }: ProjectSession, ids: readonly number[]): ExportData {
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
  const sources = new Map(
    orm
      .select()
      .from(source)
      .all()
      .map(({ id, uri }) => [id, uri])
  )
  const free = freeNames()
  return {
    images: ids.flatMap(id => {
      const row = rows.get(id)
      return row ? [{ row, annotations: annotations.get(id) ?? [], file: fileName(row, free) }] : []
    }),
    classes: classes.map(({ name }) => name),
    className: id => (id === null ? null : (names.get(id) ?? null)),
    sourceOf: ({ sourceId }) => sources.get(sourceId) ?? null,
    history: () =>
      sqlite
        .prepare<[string], Omit<ExportedChange, 'at'> & { at: number }>(
          `select coalesce(external_id, 'urn:uuid:' || uuid) annotation, at, audit.author author, summary
           from audit join audited_annotation on audit_id = audit.id join annotation on annotation.id = annotation_id
           where image_id in (select value from json_each(?)) order by audit.id, annotation.id`
        )
        .all(JSON.stringify(ids))
        .map(change => ({ ...change, at: toInstant(change.at) }))
  }
}

const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg', tiff: 'tif' }

/** The image's name as a file name that every system takes; a number tells equal ones apart. */
function fileName(row: ImageRow, free: ReturnType<typeof freeNames>): string {
  const extension = row.pixels === 'packed' || row.format === null ? 'png' : (extensions[row.format] ?? row.format)
  const name = row.name
    .replace(/\.(jpe?g|png|webp|tiff?|gif|avif)$/i, '')
    .split('/')
    .map(safeFileName)
    .join('/')
    .slice(0, 180)
  return free(name || 'image', `.${extension}`)
}

/** Gives names out once each; Windows and macOS don't tell apart what differs in case alone. */
export function freeNames(): (name: string, ending: string) => string {
  const taken = new Set<string>()
  return (name, ending) => {
    let found = `${name}${ending}`
    for (let number = 2; taken.has(found.toLowerCase()); number++) found = `${name}-${number}${ending}`
    taken.add(found.toLowerCase())
    return found
  }
}

/** A name that may stand as one part of a path on every system; its letters stay, in whatever script. */
export function safeFileName(name: string): string {
  return name.replace(/[<>:"/\\|?*\p{Cc}]/gu, '_').replace(/^\.+|[. ]+$/g, '_')
}
