import { createHash, randomUUID } from 'node:crypto'
import { VitrineError } from '@shared/contract/errors'
import type { ParsedAnnotation } from '@shared/domain/annotation/model'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { annotationV2 } from '@shared/domain/annotation/serialise-v2'
import { annotationV3 } from '@shared/domain/annotation/serialise-v3'
import { writtenId } from '@shared/domain/annotation/written-id'
import type { JsonRecord } from '@shared/domain/json/json-value'
import type { Edit } from '../../storage/edit'
import { image } from '../../storage/schema'
import type { ClassesService } from '../classes-service'
import type { HistoryService } from '../history/history-service'
import type { PresentationService } from '../publish/presentation-service'
import { findByCanvas, publishedBase } from '../publish/published-images'
import type { AnnotationRow, ImageRow } from '../rows'
import type { Workspace } from '../workspace'
import { applyAnnotation } from './apply-annotation'
import { selectAnnotation } from './select-annotation'

/** The project's annotations as Simple Annotation Server hands them out and takes them; `base` is the share's address. */
export interface SasStore {
  /** Open Annotation of a canvas, as a bare array; empty for a canvas that the project doesn't have. */
  search(canvasId: string, base: string): readonly JsonRecord[]
  /** The annotations of the canvas whose id has this md5. Errors: NOT_FOUND. */
  list(md5: string, base: string): readonly JsonRecord[]
  /** Errors: INVALID_INPUT (no annotation), NOT_FOUND (no such canvas), CONFLICT (the id is taken). */
  create(json: unknown, base: string): JsonRecord
  /** Errors: INVALID_INPUT, NOT_FOUND. */
  update(json: unknown, base: string): JsonRecord
  /** Errors: NOT_FOUND. */
  destroy(uri: string): void
  /** Takes a whole list; what is there already is left alone. */
  populate(json: unknown, base: string): { readonly added: number; readonly skipped: number }
}

interface Localised {
  readonly id: string
  readonly images: ReadonlyMap<string, ImageRow>
  readonly parsed: ParsedAnnotation
}

export interface SasStoreDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly classes: ClassesService
  readonly presentation: PresentationService
  readonly now: () => Date
}

export function createSasStore(deps: SasStoreDeps): SasStore {
  const { workspace, history, classes, presentation, now } = deps

  const rowsOf = (uri: string): readonly AnnotationRow[] => selectAnnotation(workspace.session(), uri).all()

  /** An annotation under an id, with the project's own names for its canvases, and the images that it lies on. */
  function localise(json: unknown, base: string): Localised {
    const [parsed] = parseAll([json]).parsed
    if (!parsed) throw new VitrineError('INVALID_INPUT', 'This is no annotation that Vitrine can read.')
    const images = new Map<string, ImageRow>()
    const targets = parsed.targets.map(target => {
      const row = findByCanvas(workspace.session(), target.source, base)
      if (row) images.set(row.canvasId, row)
      return row ? { ...target, source: row.canvasId } : target
    })
    if (images.size === 0) {
      const canvas = parsed.targets[0]?.source ?? ''
      throw new VitrineError('NOT_FOUND', `The project has no canvas ${canvas}. Import its manifest first.`, { canvas })
    }
    const id = parsed.id === null ? `urn:uuid:${randomUUID()}` : writtenId(parsed, base, 0)
    const named = { ...parsed, id, targets }
    const original = parsed.version === 2 ? annotationV2(named, id) : annotationV3(named, id)
    // Read again, so that every part counts from the JSON that is kept.
    return { id, images, parsed: parseAll([original]).parsed[0] ?? { ...named, original } }
  }

  function apply(edit: Edit, { parsed, images }: Localised, before: readonly AnnotationRow[]): void {
    const write = { classes, author: parsed.creator?.name ?? 'sas', now: now(), from: 'sas' }
    applyAnnotation(edit, workspace.session(), parsed, [...images.values()], before, write)
  }

  function answer(id: string, canvasIds: Iterable<string>, base: string): JsonRecord {
    for (const canvasId of canvasIds) {
      const found = search(canvasId, base).find(one => one['@id'] === id)
      if (found) return found
    }
    throw new VitrineError('NOT_FOUND', `There is no annotation ${id}.`)
  }

  function search(canvasId: string, base: string): readonly JsonRecord[] {
    const found = presentation.annotationsOn(canvasId, base) ?? []
    return found.map((one, index) => annotationV2(one, writtenId(one, base, index)))
  }

  return {
    search,
    list(md5, base) {
      const canvases = workspace
        .session()
        .database.orm.select({ id: image.id, canvasId: image.canvasId })
        .from(image)
        .all()
        .flatMap(row => [row.canvasId, publishedBase(row, base)])
      const canvasId = canvases.find(id => createHash('md5').update(id).digest('hex') === md5.toLowerCase())
      if (canvasId === undefined) throw new VitrineError('NOT_FOUND', 'No canvas of the project has this md5.')
      return search(canvasId, base)
    },
    create(json, base) {
      const found = localise(json, base)
      if (rowsOf(found.id).length > 0) {
        throw new VitrineError('CONFLICT', `There is an annotation ${found.id} already. Use update to change it.`)
      }
      history.run({ title: 'Add annotation through SAS', author: 'sas' }, edit => apply(edit, found, []))
      return answer(found.id, found.images.keys(), base)
    },
    update(json, base) {
      const found = localise(json, base)
      const before = rowsOf(found.id)
      if (before.length === 0)
        throw new VitrineError('NOT_FOUND', `There is no annotation ${found.id}. Create it first.`)
      history.run({ title: 'Change annotation through SAS', author: 'sas' }, edit => apply(edit, found, before))
      return answer(found.id, found.images.keys(), base)
    },
    destroy(uri) {
      const rows = rowsOf(uri)
      if (rows.length === 0) throw new VitrineError('NOT_FOUND', `There is no annotation ${uri}.`)
      history.run({ title: 'Delete annotation through SAS', author: 'sas' }, edit => {
        for (const row of rows) edit.remove('annotation', row.id)
      })
    },
    populate(json, base) {
      const { parsed } = parseAll(json)
      const found = parsed.flatMap(one => {
        try {
          const local = localise(one.original, base)
          return rowsOf(local.id).length > 0 ? [] : [local]
        } catch (error) {
          // What lies on no canvas of ours is left out; a fault of ours is none of that.
          if (error instanceof VitrineError) return []
          throw error
        }
      })
      history.run({ title: `Add ${found.length} annotations through SAS`, author: 'sas' }, edit => {
        for (const one of found) apply(edit, one, [])
      })
      return { added: found.length, skipped: parsed.length - found.length }
    }
  }
}
