import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { client } from '@/api/client'
import { createRefresher } from '@/api/refresher'
import { onEvent, onStreamOpen } from '@/api/listeners'
import { toFailure, type Failure } from '@/api/failure'
import type { ImageFilter, ImageSummary, imageQuerySchema } from '@shared/contract/images'
import type { InferInput } from 'valibot'

/** Which images are gone through, and in which order: what the library showed. */
export interface ItemQuery {
  readonly filter: ImageFilter
  readonly sort?: InferInput<typeof imageQuerySchema>['sort']
  readonly groupBy?: InferInput<typeof imageQuerySchema>['groupBy']
}

/** The images that the filmstrip shows, in order. */
export interface Items {
  readonly ids: Ref<readonly number[]>
  readonly loaded: Ref<boolean>
  readonly failure: Ref<Failure | null>
  readonly unlabelled: ComputedRef<number>
  readonly positions: ComputedRef<ReadonlyMap<number, number>>
  classOf(id: number): number | null
  summaryOf(id: number): ImageSummary | undefined
  /** Fetches what the strip is about to show. */
  want(ids: readonly number[]): void
  refresh(): Promise<void>
  /** Id `step` places on, or null at the ends. */
  neighbour(id: number, step: 1 | -1): number | null
  /** The next image without a label after this one, starting again at the front; null when all have one. */
  nextUnlabelled(id: number): number | null
}

/** Summaries fetched at once; a strip shows a few dozen. */
const batch = 200

export function createItems(query: () => ItemQuery): Items & { stop: () => void } {
  const ids = shallowRef<readonly number[]>([])
  const classIds = shallowRef<readonly number[]>([])
  const summaries = shallowRef<ReadonlyMap<number, ImageSummary>>(new Map())
  const loaded = ref(false)
  const failure = ref<Failure | null>(null)
  const positions = computed(() => new Map(ids.value.map((id, index) => [id, index])))
  const unlabelled = computed(() => classIds.value.filter(id => id === 0).length)
  /** By image the last ask for its summary: what answers an earlier one is older than what is shown. */
  const asked = new Map<number, number>()
  let asks = 0

  const refresh = createRefresher(async () => {
    try {
      const answer = await client.images.query(query())
      ids.value = answer.ids
      classIds.value = answer.classIds
      loaded.value = true
      failure.value = null
    } catch (error) {
      failure.value = toFailure(error)
    }
  })

  async function fetchSummaries(wanted: readonly number[]): Promise<void> {
    if (wanted.length === 0) return
    const ask = ++asks
    for (const id of wanted) asked.set(id, ask)
    const isLast = (id: number): boolean => asked.get(id) === ask
    try {
      const answer = await client.images.summaries({ ids: [...wanted] })
      const found = answer.filter(({ id }) => isLast(id))
      summaries.value = new Map([...summaries.value, ...found.map(entry => [entry.id, entry] as const)])
      patchClasses(found)
    } catch {
      for (const id of wanted.filter(isLast)) asked.delete(id)
    }
  }

  /** A label given here or in another window changes one entry, not the list of 70,000. */
  function patchClasses(found: readonly ImageSummary[]): void {
    const changes = found.flatMap(({ id, classId }) => {
      const position = positions.value.get(id)
      const isNew = position !== undefined && (classIds.value[position] ?? 0) !== (classId ?? 0)
      return isNew ? [[position, classId ?? 0] as const] : []
    })
    if (changes.length === 0) return
    const next = [...classIds.value]
    for (const [position, classId] of changes) next[position] = classId
    classIds.value = next
  }

  const offEvent = onEvent(event => {
    if (event.type === 'project') return void refresh()
    if (event.type !== 'changed') return
    const isLabelled = event.topics.includes('annotations')
    if (isLabelled && event.imageIds && !event.topics.includes('images')) {
      return void fetchSummaries(event.imageIds.filter(id => asked.has(id) || positions.value.has(id)).slice(0, batch))
    }
    if (!isLabelled && !event.topics.includes('images')) return
    asked.clear()
    void refresh()
  })
  const offOpen = onStreamOpen(() => void refresh())

  function classOf(id: number): number | null {
    const position = positions.value.get(id)
    return (position === undefined ? 0 : classIds.value[position]) || null
  }

  return {
    ids,
    loaded,
    failure,
    unlabelled,
    positions,
    classOf,
    summaryOf: id => summaries.value.get(id),
    want: wanted => void fetchSummaries(wanted.filter(id => !asked.has(id)).slice(0, batch)),
    refresh,
    neighbour(id, step) {
      const position = positions.value.get(id)
      return position === undefined ? (ids.value[0] ?? null) : (ids.value[position + step] ?? null)
    },
    nextUnlabelled(id) {
      const from = (positions.value.get(id) ?? -1) + 1
      const ahead = classIds.value.indexOf(0, from)
      const position = ahead === -1 ? classIds.value.indexOf(0) : ahead
      const found = position === -1 ? null : (ids.value[position] ?? null)
      return found === id ? null : found
    },
    stop: () => (offEvent(), offOpen())
  }
}
