import { asc, eq, inArray } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { ImageFilter, ImageQuery, ImageSummary, imagesContract } from '@shared/contract/images'
import { annotation, classEntry, image, source } from '../../storage/schema'
import type { HistoryService } from '../history/history-service'
import { toImage, toPixels, type ImageRow } from '../rows'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import { createImageIndex, type ImageIndex, type IndexedImage } from './image-index'
import { queryImages } from './image-query'

export interface ImagesService extends Handlers<typeof imagesContract> {
  /** Reads the open project's images ahead of the first question: a third of a second for 70,000. */
  prepare(session: ProjectSession): void
  /** Ids of the images that pass a filter, in the order of import. */
  matching(filter: ImageFilter): readonly number[]
  /** Errors: NOT_FOUND. */
  row(id: number): ImageRow
}

export interface ImagesDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
}

/** Values that `columns` lists for each column. */
const listedValues = 50

export function createImagesService({ workspace, history }: ImagesDeps): ImagesService {
  const states = new WeakMap<ProjectSession, ImageIndex>()
  const indexOf = perSession(session => {
    const index = createImageIndex(session.database)
    states.set(session, index)
    return index
  })
  // An index that nobody has asked for yet is read from the database as it is then.
  history.onCommit(({ session, imageIds }) => states.get(session)?.refresh(imageIds))

  function query(input: ImageQuery) {
    const session = workspace.session()
    const { orm } = session.database
    return queryImages(input, {
      images: indexOf(session).images,
      classes: orm.select().from(classEntry).orderBy(asc(classEntry.position), asc(classEntry.id)).all(),
      sources: orm.select({ id: source.id, name: source.name }).from(source).orderBy(asc(source.id)).all(),
      revision: history.revision(session)
    })
  }

  function row(id: number): ImageRow {
    const found = workspace.session().database.orm.select().from(image).where(eq(image.id, id)).get()
    if (!found) throw new VitrineError('NOT_FOUND', 'This image is no longer in the project.', { id })
    return found
  }

  /** In the order asked; ids that are gone are left out. */
  function listed<T>(ids: readonly number[], write: (row: ImageRow, indexed: IndexedImage) => T): T[] {
    const session = workspace.session()
    const rows = session.database.orm
      .select()
      .from(image)
      .where(inArray(image.id, [...ids]))
      .all()
    const byId = new Map(rows.map(found => [found.id, found]))
    return ids.flatMap(id => {
      const found = byId.get(id)
      const indexed = indexOf(session).get(id)
      return found && indexed ? [write(found, indexed)] : []
    })
  }

  function what(ids: readonly number[]): string {
    return ids.length === 1 ? row(ids[0] ?? 0).name : `${ids.length.toLocaleString('en')} images`
  }

  return {
    prepare(session) {
      if (workspace.current() === session) indexOf(session)
    },
    query,
    row,
    matching: filter => query({ filter, sort: { by: 'imported', descending: false }, groupBy: null }).ids,
    summaries: ({ ids }) => listed(ids, toSummary),
    details: ({ ids }) => listed(ids, (found, indexed) => toImage(found, indexed.boxes)),
    get: ({ id }) => toImage(row(id), indexOf(workspace.session()).get(id)?.boxes ?? 0),

    update({ ids, split, note, metadata }) {
      const changed = history.run({ title: `Edit ${what(ids)}` }, edit =>
        ids.filter(id => {
          const merged = metadata && withChanges(row(id).metadata, metadata)
          return edit.update('image', id, {
            ...(split !== undefined && { split }),
            ...(note !== undefined && { note }),
            ...(merged && { metadata: merged })
          })
        })
      )
      return { changed: changed.length }
    },

    remove({ ids }) {
      const removed = history.run({ title: `Remove ${what(ids)}` }, (edit, { database }) =>
        ids.filter(id => {
          const labels = database.orm.select({ id: annotation.id }).from(annotation).where(eq(annotation.imageId, id))
          for (const label of labels.all()) edit.remove('annotation', label.id)
          return edit.remove('image', id)
        })
      )
      return { removed: removed.length }
    },

    columns() {
      const columns = new Map<string, Map<string, number>>()
      for (const { metadata } of indexOf(workspace.session()).images) {
        for (const [name, value] of Object.entries(metadata)) {
          const values = columns.get(name) ?? new Map<string, number>()
          columns.set(name, values.set(value, (values.get(value) ?? 0) + 1))
        }
      }
      return [...columns].map(([name, values]) => ({
        name,
        count: [...values.values()].reduce((sum, count) => sum + count, 0),
        values: [...values]
          .sort(([, a], [, b]) => b - a)
          .slice(0, listedValues)
          .map(([value, count]) => ({ value, count }))
      }))
    }
  }
}

function toSummary(row: ImageRow, indexed: IndexedImage): ImageSummary {
  return {
    id: row.id,
    name: row.name,
    width: row.width,
    height: row.height,
    pixels: toPixels(row),
    classId: indexed.classIds[0] ?? null,
    status: indexed.status,
    boxes: indexed.boxes,
    problem: row.problem
  }
}

/** A null takes a column away. */
function withChanges(
  before: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string | null>>
): Record<string, string> {
  const merged = { ...before, ...change }
  return Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null))
}
