import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { Annotation, AnnotationStatus, Region } from '@shared/contract/annotations'
import type { ClassEntry } from '@shared/contract/classes'
import type { Image } from '@shared/contract/images'
import { moveRegion } from '@shared/domain/drawing/move'
import { nudgeCorner } from '@shared/domain/drawing/resize'
import { snapMove } from '@shared/domain/drawing/snap'
import { boundsOfRegion } from '@shared/domain/annotation/region'
import type { AnnotationList } from './annotation-list'
import { entriesOf, isBox, type Entry } from './entries'
import { createGestures } from './gestures'
import { describeRegion } from './region-fields'
import { titleOf } from './shapes'
import { annotateStrings as t } from '../strings'

export type Tool = 'select' | 'rectangle' | 'pan'

export interface EditingDeps {
  readonly image: Ref<Image | null>
  readonly annotations: Ref<AnnotationList | null>
  readonly findClass: (id: number | null | undefined) => ClassEntry | null
  readonly canEdit: () => boolean
  readonly announce: (text: string) => void
  /** Announces what is moving once it has come to rest. */
  readonly announceAtRest: (text: string) => void
  /** The last suggestion of the image was accepted or rejected. */
  readonly onLastSuggestion?: () => void
}

export type Editing = ReturnType<typeof createEditing>

/** What the user is doing to the annotations of the image: tool, selection, labels, edits by key. */
export function createEditing(deps: EditingDeps) {
  const { image, annotations, findClass, announce, announceAtRest } = deps
  const gestures = createGestures()
  const tool = ref<Tool>('select')
  const hidden = ref(false)
  const ratioKept = ref(false)
  const lockedClass = ref<number | null>(null)
  const nextClass = ref<number | null>(null)
  const lastClass = ref<number | null>(null)
  const chosen = ref<string | null>(null)
  /** The selected region while the pointer drags it; nothing is kept before the pointer lets go. */
  const dragged = shallowRef<Region | null>(null)

  const list = computed(() => annotations.value?.list.value ?? [])
  const entries = computed(() => entriesOf(list.value))
  const selected = computed<Entry | null>(() => {
    const id = chosen.value === null ? null : (annotations.value?.idOf(chosen.value) ?? chosen.value)
    return entries.value.find(({ annotation }) => annotation.id === id) ?? null
  })
  const whole = computed(() => entries.value.find(entry => !isBox(entry)) ?? null)
  /** What a label or state goes to: the selected box, else the only one, else the whole image. */
  const labelled = computed(() => {
    const boxes = entries.value.filter(isBox)
    return selected.value ?? (boxes.length === 1 ? boxes[0] : null) ?? whole.value
  })
  const suggestions = computed(() =>
    entries.value
      .filter(({ annotation }) => annotation.status === 'suggested')
      .sort((a, b) => (a.annotation.confidence ?? 0) - (b.annotation.confidence ?? 0))
  )
  /** The suggestion that Enter and X act on: the selected one, else the least certain. */
  const suggestion = computed(() =>
    selected.value?.annotation.status === 'suggested' ? selected.value : (suggestions.value[0] ?? null)
  )
  /** The class that a box drawn now gets. */
  const classForNext = computed(() => lockedClass.value ?? nextClass.value)

  watch(image, (now, before) => {
    if (now?.id === before?.id) return
    chosen.value = null
    dragged.value = null
    gestures.end()
  })

  const titleFor = ({ classId, status }: Pick<Annotation, 'classId' | 'status'>): string =>
    titleOf({ classId, status }, findClass(classId))

  function select(id: string | null, quiet = false): void {
    gestures.end()
    dragged.value = null
    chosen.value = id
    const entry = selected.value
    if (!entry || quiet) return
    const { annotation, name } = entry
    announce(t.viewer.selected(name, titleFor(annotation), describeRegion(annotation.region)))
  }

  function nextBox(step: 1 | -1): Entry | null {
    const boxes = entries.value.filter(isBox)
    const at = boxes.findIndex(({ annotation }) => annotation.id === selected.value?.annotation.id)
    // Going back from no selection leaves the stage; going on enters the boxes.
    return (at === -1 && step === 1 ? boxes[0] : boxes[at + step]) ?? null
  }

  function selectNext(step: 1 | -1): void {
    const next = nextBox(step)
    if (next) select(next.annotation.id)
  }

  function toggleHidden(): void {
    hidden.value = !hidden.value
    announce(hidden.value ? t.viewer.hidden : t.viewer.shown)
  }

  /** The list to change and the entry to change there, when changing is possible. */
  function target(entry: Entry | null = selected.value) {
    const store = annotations.value
    return store && entry && deps.canEdit() ? { store, ...entry } : null
  }

  function setRegion(region: Region, gesture: string): void {
    const found = target()
    if (!found) return
    found.store.update(found.annotation.id, { region }, gesture)
    announceAtRest(describeRegion(region))
  }

  function nudge(dx: number, dy: number): void {
    const found = target()
    const size = image.value
    const region = found?.annotation.region
    const bounds = region && region.kind !== 'whole' ? boundsOfRegion(region, null) : null
    if (!found || !size || !region || !bounds) return
    const by = snapMove(bounds, dx, dy, size, 0)
    // One run of arrow keys is one step, also when it changes from moving to resizing and back.
    setRegion(moveRegion(region, by.x, by.y), gestures.run('place', found.annotation.id))
  }

  function growBy(corner: 'se' | 'nw', dx: number, dy: number): void {
    const found = target()
    const size = image.value
    const region = found?.annotation.region
    if (!found || !size || region?.kind !== 'rect') return
    const rect = nudgeCorner(region, corner, dx, dy, size)
    setRegion({ kind: 'rect', ...rect }, gestures.run('place', found.annotation.id))
  }

  function draw(region: Region): void {
    const store = annotations.value
    if (!store || !deps.canEdit()) return
    const classId = classForNext.value
    chosen.value = store.create({ region, classId })
    nextClass.value = null
    if (classId !== null) lastClass.value = classId
    // With a locked label one box follows another; else the box just drawn is what comes next.
    if (lockedClass.value === null) tool.value = 'select'
    announce(t.viewer.drawn(titleFor({ classId, status: 'labelled' }), describeRegion(region)))
  }

  function label(classId: number | null): void {
    const store = annotations.value
    if (!store || !deps.canEdit()) return
    if (classId !== null) lastClass.value = classId
    if (!selected.value && tool.value === 'rectangle') {
      nextClass.value = classId
      return
    }
    const found = target(labelled.value)
    if (found) store.update(found.annotation.id, { classId }, gestures.run('label', found.annotation.id))
    else if (classId !== null) store.create({ region: { kind: 'whole' }, classId })
    announce(titleFor({ classId, status: 'labelled' }))
  }

  /** A state beside or instead of a label. */
  function setStatus(status: AnnotationStatus): void {
    const found = target(labelled.value)
    const store = annotations.value
    if (!store || !deps.canEdit()) return
    const change = { status, ...(status === 'outside' && { classId: null }) }
    if (found) store.update(found.annotation.id, change)
    else store.update(store.create({ region: { kind: 'whole' }, classId: null }), change)
    announce(t.states[status])
  }

  function lock(classId: number | null): void {
    lockedClass.value = lockedClass.value === classId ? null : classId
    const entry = findClass(lockedClass.value)
    announce(entry ? t.labels.locked(entry.name) : t.labels.unlocked)
  }

  function setNote(note: string): void {
    const found = target()
    if (found && note !== found.annotation.note) found.store.update(found.annotation.id, { note })
  }

  function removeSelected(): void {
    const found = target()
    if (!found) return
    chosen.value = null
    found.store.remove(found.annotation.id)
    announce(t.viewer.deleted(found.name))
  }

  /** Goes on with the least certain of the suggestions that are left. */
  function takeSuggestion(accepted: boolean): void {
    const found = target(suggestion.value)
    if (!found) return
    const { store, annotation } = found
    if (accepted) store.update(annotation.id, { classId: annotation.classId, status: 'labelled' })
    // A box that was there before a model named it stays; what was said of the image as a whole is counted as rejected.
    else if (annotation.region.kind === 'whole' || annotation.createdAt < annotation.modifiedAt)
      store.update(annotation.id, { classId: null, status: 'unlabelled' })
    else store.remove(annotation.id)
    const next = suggestions.value.find(entry => entry.annotation.id !== annotation.id)
    select(next?.annotation.id ?? (accepted ? annotation.id : null), true)
    announce(accepted ? t.suggestion.accepted(titleFor(annotation)) : t.suggestion.rejected)
    if (!next) deps.onLastSuggestion?.()
  }

  function repeat(): void {
    tool.value = 'rectangle'
    select(null)
    nextClass.value = lastClass.value
  }

  return {
    tool,
    hidden,
    ratioKept,
    lockedClass,
    nextClass,
    classForNext,
    dragged,
    entries,
    selected,
    labelled,
    suggestions,
    suggestion,
    gestures,
    canEdit: deps.canEdit,
    titleFor,
    select,
    selectNext,
    hasNext: (step: 1 | -1): boolean => nextBox(step) !== null,
    toggleHidden,
    setRegion,
    nudge,
    growBy,
    draw,
    label,
    setStatus,
    lock,
    setNote,
    removeSelected,
    takeSuggestion,
    repeat
  }
}
