import { asc, eq, sql } from 'drizzle-orm'
import type { Manifest, ManifestSummary } from '@shared/contract/manifests'
import { VitrineError } from '@shared/contract/errors'
import { inLanguage } from '@shared/domain/presentation/localised-text'
import { manifest, manifestCanvas } from '../../storage/manifest-schema'
import { image } from '../../storage/schema'
import type { MadeManifests } from '../drafts/made-manifest'
import { toInstant } from '../rows'
import type { Workspace } from '../workspace'

type ManifestRow = typeof manifest.$inferSelect

/** Manifests made by hand, as they are kept. */
export interface ManifestStore extends MadeManifests {
  summaries(): readonly ManifestSummary[]
  /** Errors: NOT_FOUND. */
  row(id: number): ManifestRow
  /** Errors: NOT_FOUND. */
  read(id: number): Manifest
  /** In reading order. */
  canvases(id: number): readonly (typeof manifestCanvas.$inferSelect)[]
}

export const publishedId = (id: number): string => `made-${id}`

export function createManifestStore(workspace: Workspace): ManifestStore {
  const orm = () => workspace.session().database.orm

  function row(id: number): ManifestRow {
    const found = orm().select().from(manifest).where(eq(manifest.id, id)).get()
    if (!found) throw new VitrineError('NOT_FOUND', 'This manifest is no longer in the project.', { id })
    return found
  }

  const canvases = (id: number) =>
    orm()
      .select()
      .from(manifestCanvas)
      .where(eq(manifestCanvas.manifestId, id))
      .orderBy(asc(manifestCanvas.position), asc(manifestCanvas.id))
      .all()

  function summaries(): readonly ManifestSummary[] {
    return orm()
      .select({
        row: manifest,
        all: sql<number>`count(${manifestCanvas.id})`,
        present: sql<number>`count(${image.id})`
      })
      .from(manifest)
      .leftJoin(manifestCanvas, eq(manifestCanvas.manifestId, manifest.id))
      .leftJoin(image, eq(image.id, manifestCanvas.imageId))
      .groupBy(manifest.id)
      .orderBy(asc(manifest.id))
      .all()
      .map(({ row: { id, label, modifiedAt }, all, present }) => ({
        id,
        published: publishedId(id),
        label,
        canvases: present,
        gone: all - present,
        modifiedAt: toInstant(modifiedAt)
      }))
  }

  return {
    row,
    canvases,
    summaries,
    list: () =>
      summaries()
        .filter(({ canvases }) => canvases > 0)
        .map(({ published, label, canvases }) => ({ id: published, label: inLanguage(label), canvases })),

    read(id) {
      const { modifiedAt, ...details } = row(id)
      const shown = orm()
        .select({ canvas: manifestCanvas, name: image.name })
        .from(manifestCanvas)
        .leftJoin(image, eq(image.id, manifestCanvas.imageId))
        .where(eq(manifestCanvas.manifestId, id))
        .orderBy(asc(manifestCanvas.position), asc(manifestCanvas.id))
        .all()
      return {
        ...details,
        published: publishedId(id),
        modifiedAt: toInstant(modifiedAt),
        canvases: shown.map(({ canvas: { id, imageId, label, thumbnail }, name }) => ({
          ...{ id, imageId, name, label, thumbnail }
        }))
      }
    },

    find(published) {
      const id = Number(/^made-(\d{1,12})$/.exec(published)?.[1] ?? NaN)
      const found = Number.isNaN(id) ? undefined : orm().select().from(manifest).where(eq(manifest.id, id)).get()
      if (!found) return null
      const { label, summary, metadata, rights, requiredStatement, provider, thumbnailImageId } = found
      return {
        draft: {
          ...{ label, summary, metadata, rights, requiredStatement, provider },
          viewingDirection: null,
          behavior: [],
          ranges: []
        },
        shown: canvases(id),
        thumbnailImage: thumbnailImageId
      }
    }
  }
}
