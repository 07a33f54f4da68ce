import { asc, eq, inArray, sql } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import { serialiseV2 } from '@shared/domain/annotation/serialise-v2'
import { serialiseV3 } from '@shared/domain/annotation/serialise-v3'
import type { Agent, ParsedAnnotation } from '@shared/domain/annotation/model'
import type { Rect } from '@shared/domain/geometry/rect'
import type { JsonRecord } from '@shared/domain/json/json-value'
import type { CanvasDraft, ManifestDraft } from '@shared/domain/presentation/draft'
import { plain } from '@shared/domain/presentation/localised-text'
import { writeCollectionV2, writeManifestV2 } from '@shared/domain/presentation/write-manifest-v2'
import { writeCollectionV3, writeManifestV3 } from '@shared/domain/presentation/write-manifest-v3'
import { annotation, image, source } from '../../storage/schema'
import { canvasDraft, publishedCanvas } from '../drafts/canvas-draft'
import { draftOfMade, type ListedManifest, type MadeManifests } from '../drafts/made-manifest'
import { manifestDraft } from '../drafts/manifest-draft'
import { toAnnotations } from '../drafts/to-annotations'
import type { AnnotationRow, ImageRow } from '../rows'
import type { Workspace } from '../workspace'
import { originalPicture, servedPicture } from './canvas-picture'
import { annotatedAmong, classNames, findByCanvas, imagesByIds } from './published-images'

/** The version of the Presentation API that a document is written in. */
export type PresentationVersion = 2 | 3

/** An image and the part of it that stands for it in lists. */
interface Shown {
  readonly row: ImageRow
  readonly crop: Rect | null
}

export interface DocumentOptions {
  /** Annotations of version 3 stand in the manifest instead of being linked. */
  readonly embed?: boolean
  /** Pictures are named at the image services that they came from, where they came from one. */
  readonly originals?: boolean
}

/** The open project as IIIF documents. `base` is the address that they are served under, without a slash at its end. */
export interface PresentationService {
  list(): readonly ListedManifest[]
  collection(version: PresentationVersion, base: string): JsonRecord
  /** Errors: NOT_FOUND. */
  manifest(id: string, version: PresentationVersion, base: string, options?: DocumentOptions): JsonRecord
  /** An image's annotations. Errors: NOT_FOUND. */
  page(imageId: number, version: PresentationVersion, base: string): JsonRecord
  /** The annotations of the canvas with this id, as they stand in its page; null when no image is it. */
  annotationsOn(canvasId: string, base: string): readonly ParsedAnnotation[] | null
}

/** Canvases of one manifest: viewers load it whole. */
const partSize = 1000

export interface PresentationDeps {
  readonly workspace: Workspace
  readonly made: MadeManifests
  /** The program, as annotations that are new name it. */
  readonly generator: Agent
}

export function createPresentationService({ workspace, made, generator }: PresentationDeps): PresentationService {
  const database = () => workspace.session().database.orm

  function list(): readonly ListedManifest[] {
    const sources = database()
      .select({ id: source.id, name: source.name, images: sql<number>`count(${image.id})` })
      .from(source)
      .innerJoin(image, eq(image.sourceId, source.id))
      .groupBy(source.id)
      .orderBy(asc(source.id))
      .all()
    const parts = sources.flatMap(({ id, name, images }) =>
      Array.from({ length: Math.ceil(images / partSize) }, (_, part): ListedManifest => ({
        id: part === 0 ? `source-${id}` : `source-${id}.${part + 1}`,
        label: images <= partSize ? name : `${name}, part ${part + 1}`,
        canvases: Math.min(partSize, images - part * partSize)
      }))
    )
    return [...made.list(), ...parts]
  }

  function rowsOfPart(id: string): readonly ImageRow[] {
    const [, sourceId, part = '1'] = /^source-(\d{1,12})(?:\.(\d{1,9}))?$/.exec(id) ?? []
    if (sourceId === undefined) return []
    return database()
      .select()
      .from(image)
      .where(eq(image.sourceId, Number(sourceId)))
      .orderBy(asc(image.id))
      .limit(partSize)
      .offset((Number(part) - 1) * partSize)
      .all()
  }

  /** By image, in the order given. */
  function canvasesOf(
    shown: readonly Shown[],
    version: PresentationVersion,
    base: string,
    { embed = false, originals = false }: DocumentOptions
  ): ReadonlyMap<number, CanvasDraft> {
    const withPages = annotatedAmong(
      workspace.session(),
      shown.map(({ row }) => row.id)
    )
    const embedded = embed
      ? annotationsOf(
          shown.map(({ row }) => row),
          base
        )
      : new Map<number, readonly ParsedAnnotation[]>()
    const pagesOf = (imageId: number): CanvasDraft['annotationPages'] => {
      if (!withPages.has(imageId)) return []
      const items = embedded.get(imageId)
      return [{ id: pageId(imageId, version, base), embedded: items ? pageOf(imageId, items, version, base) : null }]
    }
    const canvasOf = ({ row, crop }: Shown): CanvasDraft => {
      // A picture that isn't kept can be had only where it came from.
      const original = originals || row.pixels === 'remote' ? originalPicture(row, crop) : null
      const draft = canvasDraft(row, {
        canvasId: publishedCanvas(row, `${base}/iiif`),
        ...(original ?? servedPicture(row, crop, version, base)),
        annotationPages: pagesOf(row.id)
      })
      // It may be larger there than it is kept here.
      return original ? { ...draft, images: draft.images.map(one => ({ ...one, width: null, height: null })) } : draft
    }
    return new Map(shown.map(one => [one.row.id, canvasOf(one)]))
  }

  function draftOf(id: string, version: PresentationVersion, base: string, options: DocumentOptions): ManifestDraft {
    const address = manifestAddress(id, version, base)
    const hand = made.find(id)
    if (hand) {
      const crops = new Map(hand.shown.map(({ imageId, thumbnail }) => [imageId, thumbnail]))
      const rows = imagesByIds(workspace.session(), [...crops.keys()])
      if (rows.length === 0)
        throw new VitrineError('NOT_FOUND', 'This manifest has no canvas left. Add images to it first.')
      const shown = rows.map(row => ({ row, crop: crops.get(row.id) ?? null }))
      return draftOfMade(hand, address, canvasesOf(shown, version, base, options))
    }
    const rows = rowsOfPart(id)
    const label = list().find(one => one.id === id)?.label
    if (rows.length === 0 || label === undefined) throw new VitrineError('NOT_FOUND', `There is no manifest ${id}.`)
    const shown = rows.map(row => ({ row, crop: null }))
    return manifestDraft(address, label, [...canvasesOf(shown, version, base, options).values()])
  }

  /** By image; those without any are absent. */
  function annotationsOf(rows: readonly ImageRow[], base: string): ReadonlyMap<number, readonly ParsedAnnotation[]> {
    const found = database()
      .select()
      .from(annotation)
      .where(
        inArray(
          annotation.imageId,
          rows.map(({ id }) => id)
        )
      )
      .orderBy(asc(annotation.id))
      .all()
    const className = classNames(workspace.session(), found)
    const entries = new Map<number, AnnotationRow[]>()
    for (const entry of found) {
      const known = entries.get(entry.imageId)
      if (known) known.push(entry)
      else entries.set(entry.imageId, [entry])
    }
    const parsed = rows.flatMap(row => {
      const annotations = entries.get(row.id)
      const canvasId = publishedCanvas(row, `${base}/iiif`)
      return annotations ? [[row.id, toAnnotations({ row, annotations }, { className }, canvasId)] as const] : []
    })
    return new Map(parsed)
  }

  function pageOf(
    imageId: number,
    items: readonly ParsedAnnotation[],
    version: PresentationVersion,
    base: string
  ): JsonRecord {
    const page = { id: pageId(imageId, version, base), items }
    return version === 3 ? serialiseV3(page, { generator }) : serialiseV2(page)
  }

  return {
    list,
    collection(version, base) {
      const draft = {
        id: `${base}/iiif/${version}/collection`,
        label: plain(workspace.session().name),
        summary: [],
        metadata: [],
        rights: null,
        requiredStatement: null,
        items: list().map(({ id, label }) => ({
          kind: 'manifest' as const,
          id: manifestAddress(id, version, base),
          label: plain(label)
        }))
      }
      return version === 3 ? writeCollectionV3(draft) : writeCollectionV2(draft)
    },
    manifest(id, version, base, options = {}) {
      const draft = draftOf(id, version, base, options)
      return version === 3 ? writeManifestV3(draft) : writeManifestV2(draft)
    },
    page(imageId, version, base) {
      const [row] = imagesByIds(workspace.session(), [imageId])
      if (!row) throw new VitrineError('NOT_FOUND', `There is no image ${imageId}.`)
      return pageOf(imageId, annotationsOf([row], base).get(imageId) ?? [], version, base)
    },
    annotationsOn(canvasId, base) {
      const row = findByCanvas(workspace.session(), canvasId, base)
      return row && (annotationsOf([row], base).get(row.id) ?? [])
    }
  }
}

export const manifestAddress = (id: string, version: PresentationVersion, base: string): string =>
  `${base}/iiif/${version}/manifest/${id}`

const pageId = (imageId: number, version: PresentationVersion, base: string): string =>
  version === 3 ? `${base}/iiif/3/annotations/${imageId}` : `${base}/iiif/2/list/${imageId}`
