import { computed, shallowRef, type ComputedRef } from 'vue'
import type { Client } from '@shared/contract/contract'
import type { Annotation, Region } from '@shared/contract/annotations'
import { applyEdits, enqueue, type Change, type Edit } from './edits'

export interface AnnotationListDeps {
  readonly client: Pick<Client['annotations'], 'list' | 'create' | 'update' | 'remove'>
  readonly onFailure: (error: unknown) => void
  readonly now?: () => Date
}

export interface NewAnnotation {
  readonly region: Region
  readonly classId: number | null
  readonly gesture?: string
}

/** The annotations of one image: shown at once as edited, kept by the backend in the order of the edits. */
export interface AnnotationList {
  readonly imageId: number
  readonly list: ComputedRef<readonly Annotation[]>
  readonly loaded: ComputedRef<boolean>
  /** Asks the backend again, for these annotations or for all: after a change that may have been made elsewhere. */
  refresh(ids?: readonly string[]): Promise<void>
  /** Returns a provisional id; `idOf` gives the lasting one as soon as there is one. */
  create(annotation: NewAnnotation): string
  update(id: string, change: Change, gesture?: string): void
  remove(id: string): void
  idOf(id: string): string
  /** Edits are on their way. */
  readonly pending: ComputedRef<boolean>
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

export function createAnnotationList(imageId: number, deps: AnnotationListDeps): AnnotationList {
  const { client, onFailure, now = () => new Date() } = deps
  const kept = shallowRef<readonly Annotation[] | null>(null)
  const waiting = shallowRef<readonly Edit[]>([])
  const list = computed(() => applyEdits(kept.value ?? [], waiting.value))
  const lastingIds = new Map<string, string>()
  let writes = 0
  let work: Promise<void> | null = null
  let asking: Promise<void> | null = null
  /** What is to be asked for next: some annotations, or all. */
  let wanted: ReadonlySet<string> | 'all' = new Set()

  const idOf = (id: string): string => lastingIds.get(id) ?? id

  async function load(): Promise<void> {
    try {
      while (wanted === 'all' || wanted.size > 0) {
        const asked = wanted
        wanted = new Set()
        const before = writes
        const answer = await client.list(asked === 'all' ? { imageId } : { imageId, ids: [...asked] })
        // An answer that left before an edit of ours arrived would take that edit back for a moment.
        if (before !== writes) want(asked)
        else if (asked === 'all') kept.value = reusing(kept.value ?? [], answer)
        else merge(asked, answer)
      }
    } catch (error) {
      onFailure(error)
    } finally {
      asking = null
    }
  }

  function want(more: ReadonlySet<string> | 'all'): void {
    wanted = more === 'all' || wanted === 'all' ? 'all' : new Set([...wanted, ...more])
  }

  /** Puts an answer about some annotations in place of what was known of them. */
  function merge(asked: ReadonlySet<string>, answer: readonly Annotation[]): void {
    const all = kept.value ?? []
    const news = new Map(reusing(all, answer).map(annotation => [annotation.id, annotation]))
    const places = new Set(all.map(({ id }) => id))
    const unknown = answer.filter(({ id }) => !places.has(id))
    const last = all.at(-1)
    // One that undo brought back stands where it stood, and only the whole list tells where that is.
    if (last && unknown.some(({ createdAt }) => createdAt < last.createdAt)) return want('all')
    const rest = all.flatMap(annotation => news.get(annotation.id) ?? (asked.has(annotation.id) ? [] : [annotation]))
    kept.value = [...rest, ...unknown]
  }

  function refresh(ids?: readonly string[]): Promise<void> {
    // Before the first answer nothing can be put in its place.
    want(ids && kept.value !== null ? new Set(ids) : 'all')
    return (asking ??= load())
  }

  async function send(edit: Edit): Promise<void> {
    const gesture = 'gesture' in edit && edit.gesture !== undefined ? { gesture: edit.gesture } : {}
    switch (edit.kind) {
      case 'create': {
        const { region, classId } = edit.annotation
        const made = await client.create({ imageId, region, classId, ...gesture })
        lastingIds.set(edit.id, made.id)
        keep(all => [...all.filter(({ id }) => id !== made.id), made])
        // What was done to the box since then knows only its provisional id.
        waiting.value = waiting.value.map(other => (other.id === edit.id ? renamed(other, made.id) : other))
        return
      }
      case 'update': {
        const updated = await client.update({ id: edit.id, ...edit.change, ...gesture })
        keep(all => all.map(annotation => (annotation.id === updated.id ? updated : annotation)))
        return
      }
      case 'remove':
        await client.remove({ ids: [edit.id] })
        keep(all => all.filter(({ id }) => id !== edit.id))
    }
  }

  function keep(change: (all: readonly Annotation[]) => readonly Annotation[]): void {
    writes++
    kept.value = change(kept.value ?? [])
  }

  async function drain(): Promise<void> {
    for (let edit = waiting.value[0]; edit; edit = waiting.value[0]) {
      try {
        await send(edit)
        waiting.value = waiting.value.slice(1)
      } catch (error) {
        // What was shown ahead goes back; edits of a box that was never made can't be made either.
        const failed = edit
        waiting.value = waiting.value.slice(1).filter(({ id }) => failed.kind !== 'create' || id !== failed.id)
        onFailure(error)
        void refresh()
      }
    }
  }

  function push(edit: Edit): void {
    waiting.value = enqueue(waiting.value, edit, work ? 1 : 0)
    work ??= drain().finally(() => (work = null))
  }

  return {
    imageId,
    list,
    loaded: computed(() => kept.value !== null),
    refresh,
    create({ region, classId, gesture }) {
      const id = crypto.randomUUID()
      const at = now().toISOString()
      const annotation: Annotation = {
        id,
        imageId,
        region,
        classId,
        status: classId === null ? 'unlabelled' : 'labelled',
        note: '',
        author: '',
        createdAt: at,
        modifiedAt: at,
        confidence: null,
        seenPredictions: false,
        provenance: null
      }
      push({ kind: 'create', id, annotation, ...(gesture !== undefined && { gesture }) })
      return id
    },
    update: (id, change, gesture) =>
      push({ kind: 'update', id: idOf(id), change, ...(gesture !== undefined && { gesture }) }),
    remove: id => push({ kind: 'remove', id: idOf(id) }),
    idOf,
    pending: computed(() => waiting.value.length > 0),
    settled: async () => {
      while (work) await work
    }
  }
}

/** Unchanged annotations stay the same objects, so that what is derived from them need not be made again. */
function reusing(known: readonly Annotation[], answer: readonly Annotation[]): readonly Annotation[] {
  const byId = new Map(known.map(annotation => [annotation.id, annotation]))
  return answer.map(annotation => {
    const before = byId.get(annotation.id)
    return before && JSON.stringify(before) === JSON.stringify(annotation) ? before : annotation
  })
}

function renamed(edit: Edit, id: string): Edit {
  return edit.kind === 'create' ? { ...edit, id, annotation: { ...edit.annotation, id } } : { ...edit, id }
}
