import { eq, inArray } from 'drizzle-orm'
import { annotation, classEntry, image } from '../../storage/schema'
import { publishedCanvas } from '../drafts/canvas-draft'
import type { AnnotationRow, ImageRow } from '../rows'
import type { ProjectSession } from '../session'

/** In the order asked; those that are gone are left out. */
export function imagesByIds({ database: { orm } }: ProjectSession, ids: readonly number[]): readonly ImageRow[] {
  const rows = orm
    .select()
    .from(image)
    .where(inArray(image.id, [...ids]))
    .all()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => byId.get(id) ?? [])
}

/** Which of these images have annotations. */
export function annotatedAmong({ database: { orm } }: ProjectSession, ids: readonly number[]): ReadonlySet<number> {
  const rows = orm
    .selectDistinct({ id: annotation.imageId })
    .from(annotation)
    .where(inArray(annotation.imageId, [...ids]))
    .all()
  return new Set(rows.map(({ id }) => id))
}

/** The image that a canvas id means: its own, or the one that it is published under. */
export function findByCanvas({ database: { orm } }: ProjectSession, canvasId: string, base: string): ImageRow | null {
  const prefix = `${base}/iiif/canvas/`
  const ours = canvasId.startsWith(prefix) ? Number(canvasId.slice(prefix.length)) : NaN
  const wanted = Number.isSafeInteger(ours) ? eq(image.id, ours) : eq(image.canvasId, canvasId)
  return orm.select().from(image).where(wanted).limit(1).get() ?? null
}

/** The id under which a share at `base` names an image's canvas. */
export const publishedBase = (row: Pick<ImageRow, 'canvasId' | 'id'>, base: string): string =>
  publishedCanvas(row, `${base}/iiif`)

/** Names of the classes that some annotations carry. */
export function classNames(
  { database: { orm } }: ProjectSession,
  entries: readonly Pick<AnnotationRow, 'classId'>[]
): (id: number | null) => string | null {
  const ids = [...new Set(entries.flatMap(({ classId }) => classId ?? []))]
  const rows = orm.select().from(classEntry).where(inArray(classEntry.id, ids)).all()
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return id => (id === null ? null : (names.get(id) ?? null))
}
