import { useDebounceFn } from '@vueuse/core'
import { computed, onScopeDispose, provide, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import { onEvent, onStreamOpen } from '@/api/listeners'
import { useClasses } from '@/stores/classes'
import { useHistory } from '@/stores/history'
import { useMessages } from '@/stores/messages'
import { useProject } from '@/stores/project'
import type { Image } from '@shared/contract/images'
import { annotateKey, type AnnotateContext } from './annotate-context'
import { createAnnotationList, type AnnotationList } from './annotation-list'
import { createEditing } from './editing'
import { imageIdOf, isReview, itemQueryOf, withImage } from './item-query'
import { createItems } from './items'
import { createKeyboardDrawing } from './keyboard-drawing'
import type { Stage } from '../viewer/stage'

/** A move is read out once the box has rested so long, in milliseconds. */
const rest = 300

/** The image of the last visit, so that coming back goes on there. */
let lastVisited: { readonly project: string; readonly imageId: number } | null = null

/** Puts the screen together: what the address names is loaded, shared with the parts, and kept up to date. */
export function useAnnotateScreen() {
  const route = useRoute()
  const router = useRouter()
  const classes = useClasses()
  const history = useHistory()
  const messages = useMessages()
  const project = useProject()

  const image = shallowRef<Image | null>(null)
  const annotations = shallowRef<AnnotationList | null>(null)
  const stage = shallowRef<Stage | null>(null)
  const failure = ref<Failure | null>(null)
  const imageId = computed(() => imageIdOf(route.query))
  const items = createItems(() => itemQueryOf(route.query))
  const announceAtRest = useDebounceFn(messages.announce, rest)
  const editing = createEditing({
    image,
    annotations,
    findClass: classes.find,
    canEdit: () => project.readOnly === null,
    announce: messages.announce,
    announceAtRest: text => void announceAtRest(text),
    onLastSuggestion: () => {
      // Who goes through suggestions goes on to the next image that has one.
      const next = imageId.value === null || !isReview(route.query) ? null : items.neighbour(imageId.value, 1)
      if (next !== null) open(next)
    }
  })
  const drawing = createKeyboardDrawing({
    image,
    editing,
    announce: messages.announce,
    announceAtRest: text => void announceAtRest(text)
  })

  const open = (id: number): void => void router.replace({ query: withImage(route.query, id) })

  async function loadImage(): Promise<void> {
    const id = imageId.value
    if (id === null) return
    try {
      const loaded = await client.images.get({ id })
      if (imageId.value !== id) return
      image.value = loaded
      failure.value = null
    } catch (error) {
      if (imageId.value !== id) return
      image.value = null
      failure.value = toFailure(error)
    }
  }

  let untrack = (): void => undefined
  watch(
    imageId,
    id => {
      untrack()
      drawing.leave()
      if (id === null) {
        annotations.value = null
        image.value = null
        return
      }
      if (project.project) lastVisited = { project: project.project.path, imageId: id }
      const list = createAnnotationList(id, { client: client.annotations, onFailure: messages.fail })
      const forget = history.track({ pending: () => list.pending.value, settled: list.settled })
      // Edits may still be on their way when another image is shown.
      untrack = () => void list.settled().then(forget)
      annotations.value = list
      void list.refresh().then(() => selectNamed(id))
      void loadImage()
    },
    { immediate: true }
  )

  /** An address may name a box of its image. */
  function selectNamed(id: number): void {
    const { box } = route.query
    if (typeof box === 'string' && imageId.value === id) editing.select(box, true)
  }

  /** Without an image in the address: where the last visit was, else the first item without a label, else the first. */
  function openSomething(): void {
    if (imageId.value !== null || !items.loaded.value) return
    const visited = lastVisited?.project === project.project?.path ? lastVisited?.imageId : undefined
    const known = visited !== undefined && items.positions.value.has(visited) ? visited : null
    const first = known ?? items.nextUnlabelled(0) ?? items.ids.value[0]
    if (first !== undefined) open(first)
  }
  watch([imageId, items.loaded, items.ids], openSomething)

  watch(
    () => [route.query.filter, route.query.sort, route.query.group],
    () => void items.refresh(),
    { immediate: true }
  )

  const offEvent = onEvent(event => {
    if (event.type !== 'changed') return
    const concernsThis = !event.imageIds || (imageId.value !== null && event.imageIds.includes(imageId.value))
    if (!concernsThis) return
    // Of thousands of boxes an edit changes one: only that one is fetched.
    if (event.topics.includes('annotations')) void annotations.value?.refresh(event.annotationIds)
    if (event.topics.includes('images')) void loadImage()
  })
  const offOpen = onStreamOpen(() => {
    void annotations.value?.refresh()
    void loadImage()
  })
  onScopeDispose(() => {
    offEvent()
    offOpen()
    untrack()
    items.stop()
  })

  async function setImageNote(note: string): Promise<void> {
    const current = image.value
    if (!current || current.note === note) return
    image.value = { ...current, note }
    const kept = await messages.attempt(() => client.images.update({ ids: [current.id], note }))
    if (!kept && image.value.id === current.id) image.value = current
  }

  const context: AnnotateContext = {
    image,
    annotations,
    items,
    editing,
    drawing,
    stage,
    open,
    setImageNote: note => void setImageNote(note)
  }
  provide(annotateKey, context)
  return { ...context, imageId, failure, retry: loadImage }
}
