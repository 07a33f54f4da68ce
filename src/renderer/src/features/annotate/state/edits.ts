import type { Annotation, AnnotationStatus, Region } from '@shared/contract/annotations'

/** What one edit changes of an annotation. */
export interface Change {
  readonly region?: Region
  readonly classId?: number | null
  readonly status?: AnnotationStatus
  readonly note?: string
}

/** An edit on its way to the backend. `id` is the annotation's, or the provisional one of a box just drawn. */
export type Edit =
  | { readonly kind: 'create'; readonly id: string; readonly annotation: Annotation; readonly gesture?: string }
  | { readonly kind: 'update'; readonly id: string; readonly change: Change; readonly gesture?: string }
  | { readonly kind: 'remove'; readonly id: string }

/** The list as it will be once the edits have been made: what the window shows meanwhile. */
export function applyEdits(list: readonly Annotation[], edits: readonly Edit[]): readonly Annotation[] {
  return edits.reduce(applyEdit, list)
}

function applyEdit(list: readonly Annotation[], edit: Edit): readonly Annotation[] {
  switch (edit.kind) {
    case 'create':
      return list.some(({ id }) => id === edit.id) ? list : [...list, edit.annotation]
    case 'update':
      return list.map(annotation => (annotation.id === edit.id ? withChange(annotation, edit.change) : annotation))
    case 'remove':
      return list.filter(({ id }) => id !== edit.id)
  }
}

/** As the backend does it: a new class brings its state along unless one is named. */
export function withChange(annotation: Annotation, change: Change): Annotation {
  const { classId } = change
  const status = classId === undefined ? annotation.status : classId === null ? 'unlabelled' : 'labelled'
  return { ...annotation, ...(classId !== undefined && { confidence: null }), status, ...change }
}

/**
 * Adds an edit to those that wait. Later positions of one drag or key run replace the earlier ones that have not left
 * yet; `started` is how many at the front are under way and stay as they are.
 */
export function enqueue(waiting: readonly Edit[], edit: Edit, started: number): readonly Edit[] {
  const last = waiting.at(-1)
  const isSameGesture =
    waiting.length > started &&
    last?.kind === 'update' &&
    edit.kind === 'update' &&
    last.id === edit.id &&
    edit.gesture !== undefined &&
    last.gesture === edit.gesture
  if (!isSameGesture) return [...waiting, edit]
  return [...waiting.slice(0, -1), { ...edit, change: { ...last.change, ...edit.change } }]
}
