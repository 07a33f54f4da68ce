import { eq } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { ImageQuery } from '@shared/contract/images'
import { maxCanvases, type LocalisedTextInput, type manifestsContract } from '@shared/contract/manifests'
import { inLanguage } from '@shared/domain/presentation/localised-text'
import type { Edit } from '../../storage/edit'
import { manifestCanvas } from '../../storage/manifest-schema'
import type { HistoryService } from '../history/history-service'
import type { ImagesService } from '../images/images-service'
import type { PresentationService } from '../publish/presentation-service'
import type { Workspace } from '../workspace'
import { makeRoom, moveTo } from './canvas-order'
import { checkDetails, checkLabel, withWords } from './check-details'
import { publishedId, type ManifestStore } from './manifest-store'

export type ManifestsService = Handlers<typeof manifestsContract>

export interface ManifestsDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly images: Pick<ImagesService, 'query' | 'row'>
  readonly store: ManifestStore
  readonly presentation: Pick<PresentationService, 'manifest'>
  /** Address of the running share, or null. */
  readonly shareUrl: () => string | null
  readonly now: () => Date
}

export function createManifestsService(deps: ManifestsDeps): ManifestsService {
  const { workspace, history, images, store, presentation, shareUrl, now } = deps

  const titleOf = (label: LocalisedTextInput): string => `“${inLanguage(label)}”`
  const touch = (edit: Edit, id: number): void => {
    edit.update('manifest', id, { modifiedAt: now().getTime() })
  }

  async function idsOf(query: ImageQuery): Promise<readonly number[]> {
    const { ids } = await images.query(query, noSignal)
    if (ids.length > 0) return ids
    throw new VitrineError('INVALID_INPUT', 'No image is meant: a manifest needs at least one. Choose other images.')
  }

  function checkCount(count: number): void {
    if (count <= maxCanvases) return
    const most = maxCanvases.toLocaleString('en')
    const message = `A manifest holds ${most} canvases at most, since viewers load it whole: these are ${count.toLocaleString('en')}. Choose fewer images.`
    throw new VitrineError('TOO_LARGE', message, { count })
  }

  function insert(edit: Edit, id: number, imageIds: readonly number[], first: number): void {
    imageIds.forEach((imageId, index) => {
      edit.insert('manifest_canvas', { manifestId: id, imageId, position: first + index })
    })
  }

  function canvasRow(canvasId: number) {
    const { orm } = workspace.session().database
    const found = orm.select().from(manifestCanvas).where(eq(manifestCanvas.id, canvasId)).get()
    if (!found) throw new VitrineError('NOT_FOUND', 'This canvas is no longer in the manifest.', { canvasId })
    return found
  }

  return {
    list: () => [...store.summaries()],
    get: ({ id }) => store.read(id),

    async create({ label, details, ...chosen }) {
      const row = { summary: [], metadata: [], ...checkDetails(details), label: checkLabel(label) }
      const imageIds = await idsOf(chosen)
      checkCount(imageIds.length)
      const id = history.run({ title: `Make manifest ${titleOf(label)}` }, edit => {
        const id = edit.insert('manifest', { ...row, modifiedAt: now().getTime() })
        insert(edit, id, imageIds, 0)
        return id
      })
      return store.read(id)
    },

    update({ id, change, gesture }) {
      const { label } = store.row(id)
      const checked = checkDetails(change)
      const { thumbnailImageId } = checked
      if (thumbnailImageId && !store.canvases(id).some(({ imageId }) => imageId === thumbnailImageId)) {
        throw new VitrineError('INVALID_INPUT', 'Only an image of the manifest can stand for it.', { thumbnailImageId })
      }
      const what = `Edit manifest ${titleOf(checked.label ?? label)}`
      history.run({ title: what, gesture }, edit => {
        edit.update('manifest', id, { ...checked, modifiedAt: now().getTime() })
      })
      return { id }
    },

    remove({ id }) {
      const { label } = store.row(id)
      history.run({ title: `Delete manifest ${titleOf(label)}` }, edit => {
        for (const canvas of store.canvases(id)) edit.remove('manifest_canvas', canvas.id)
        edit.remove('manifest', id)
      })
      return null
    },

    async addCanvases({ id, at, ...chosen }) {
      const { label } = store.row(id)
      const imageIds = await idsOf(chosen)
      const present = store.canvases(id)
      const shown = new Set(present.map(({ imageId }) => imageId))
      const fresh = imageIds.filter(imageId => !shown.has(imageId))
      checkCount(present.length + fresh.length)
      if (fresh.length > 0) {
        const { first, shifted } = makeRoom(present, fresh.length, at ?? null)
        history.run({ title: `Add ${canvasCount(fresh.length)} to ${titleOf(label)}` }, edit => {
          for (const { id: canvasId, position } of shifted) edit.update('manifest_canvas', canvasId, { position })
          insert(edit, id, fresh, first)
          touch(edit, id)
        })
      }
      return { added: fresh.length, known: imageIds.length - fresh.length }
    },

    removeCanvases({ id, canvasIds }) {
      const wanted = new Set(canvasIds)
      const { label } = store.row(id)
      const removed = store.canvases(id).filter(canvas => wanted.has(canvas.id))
      history.run({ title: `Take ${canvasCount(removed.length)} out of ${titleOf(label)}` }, edit => {
        for (const canvas of removed) edit.remove('manifest_canvas', canvas.id)
        touch(edit, id)
      })
      return { removed: removed.length }
    },

    moveCanvases({ id, canvasIds, to, gesture }) {
      const { label } = store.row(id)
      const moved = new Set(canvasIds)
      const places = moveTo(store.canvases(id), moved, to)
      history.run({ title: `Move ${canvasCount(moved.size)} of ${titleOf(label)}`, gesture }, edit => {
        for (const { id: canvasId, position } of places) edit.update('manifest_canvas', canvasId, { position })
        if (places.length > 0) touch(edit, id)
      })
      return { moved: places.length > 0 ? moved.size : 0 }
    },

    updateCanvas({ canvasId, label, thumbnail, gesture }) {
      const { imageId, manifestId } = canvasRow(canvasId)
      const words = label && withWords(label)
      if (thumbnail) {
        const { width, height } = images.row(imageId)
        if (thumbnail.x + thumbnail.w > width || thumbnail.y + thumbnail.h > height) {
          throw new VitrineError('INVALID_INPUT', `The thumbnail reaches beyond the image of ${width} × ${height}.`)
        }
      }
      history.run({ title: `Edit canvas of ${titleOf(store.row(manifestId).label)}`, gesture }, edit => {
        const isChanged = edit.update('manifest_canvas', canvasId, {
          ...(label !== undefined && { label: words && words.length > 0 ? words : null }),
          ...(thumbnail !== undefined && { thumbnail })
        })
        if (isChanged) touch(edit, manifestId)
      })
      return { canvasId }
    },

    document({ id, version, baseUrl, originals }) {
      const { label, canvases } = store.read(id)
      const base = (baseUrl ?? shareUrl())?.replace(/\/+$/, '')
      if (base === undefined) {
        const message =
          'The manifest must say where its pictures are. Start the share, or give the address that will answer.'
        throw new VitrineError('INVALID_INPUT', message)
      }
      const gone = canvases.filter(({ name }) => name === null)
      const json = presentation.manifest(publishedId(id), version, base, { embed: true, originals })
      return {
        name: `${fileName(inLanguage(label))}.iiif${version}.json`,
        text: `${JSON.stringify(json, null, 2)}\n`,
        canvases: canvases.length - gone.length,
        skipped: gone.map(({ imageId, label }) => {
          const name = label ? titleOf(label) : `Image ${imageId}`
          return `${name} is no longer in the project: its canvas is left out.`
        })
      }
    }
  }
}

const noSignal = { signal: undefined }

const canvasCount = (count: number): string => (count === 1 ? '1 canvas' : `${count.toLocaleString('en')} canvases`)

/** Letters and digits of any script; what file systems refuse becomes a hyphen. */
const fileName = (label: string): string =>
  label
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|-+$/g, '')
    .slice(0, 80) || 'manifest'
