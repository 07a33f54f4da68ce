import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { client } from '@/api/client'
import { keepLabel } from '@/api/label-item'
import { createRefresher } from '@/api/refresher'
import type { ItemPlace } from '@/stores/item-list'
import { useMessages } from '@/stores/messages'
import { useTopics } from '@/ui/use-topics'
import type { PredictedItem } from '@shared/contract/evaluation'
import type { OutOfFold } from './use-cross-validation'

/** Two classes that are taken for each other; null = any. */
export type Pair = readonly [number, number]

export interface Suspect {
  /** As it was when the list was made. */
  readonly item: PredictedItem
  readonly state: 'open' | 'relabelled' | 'kept'
}

/** How sure the model must be of another class, and how many are listed. */
const sure = 0.8
const most = 500

/** Images whose model is sure of another class than their label; what has been decided stays in its place. */
export function useSuspects(judged: Ref<OutOfFold | null>, pair: Ref<Pair | null>) {
  const messages = useMessages()
  const listed = shallowRef<readonly PredictedItem[]>([])
  const wrong = shallowRef<ReadonlySet<number>>(new Set())
  const total = ref(0)
  const kept = shallowRef<ReadonlySet<number>>(new Set())

  const suspects = computed<readonly Suspect[]>(() =>
    listed.value.map(item => ({
      item,
      state: !wrong.value.has(item.index) ? 'relabelled' : kept.value.has(item.index) ? 'kept' : 'open'
    }))
  )

  function queryOf() {
    const current = judged.value
    if (!current) return null
    return { runId: current.id, population: current.evaluation.population, only: 'wrong' as const, above: sure }
  }

  async function ask(): Promise<{ total: number; items: readonly PredictedItem[] } | undefined> {
    const query = queryOf()
    if (!query) return { total: 0, items: [] }
    const cells = pair.value
      ? [
          { truth: pair.value[0], predicted: pair.value[1] },
          { truth: pair.value[1], predicted: pair.value[0] }
        ]
      : [{}]
    return await messages.attempt(async () => {
      const pages = []
      for (const cell of cells) pages.push(await client.evaluation.items({ ...query, ...cell, limit: most }))
      const items = pages.flatMap(page => page.items).sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))
      return { total: pages.reduce((sum, page) => sum + page.total, 0), items }
    })
  }

  const refresh = createRefresher(async () => {
    const [of, among] = [judged.value?.id, pair.value]
    const answer = await ask()
    // Of another pair or run, whose list is asked for next.
    if (!answer || of !== judged.value?.id || among !== pair.value) return
    wrong.value = new Set(answer.items.map(({ index }) => index))
    kept.value = new Set(answer.items.filter(({ reviewed }) => reviewed).map(({ index }) => index))
    // What an edit made right keeps its place, so that it can be seen and undone.
    const known = new Set(listed.value.map(({ index }) => index))
    listed.value = [...listed.value, ...answer.items.filter(({ index }) => !known.has(index))]
    total.value = answer.total
  })
  watch(
    [() => judged.value?.id, pair],
    () => {
      listed.value = []
      void refresh()
    },
    { immediate: true }
  )
  useTopics(['annotations'], () => void refresh())

  /** Its place in the list as the backend has it; with a pair, two lists stand in one and there is none. */
  function placeOf({ index }: PredictedItem): ItemPlace | null {
    const query = queryOf()
    const open = listed.value.filter(item => wrong.value.has(item.index))
    const at = open.findIndex(item => item.index === index)
    return query && !pair.value && at >= 0 ? { list: { kind: 'evaluation', query }, at } : null
  }

  /** Whether it was kept; only a label can be. */
  async function keep({ annotationId }: PredictedItem): Promise<boolean> {
    return annotationId !== null && (await messages.succeeds(() => keepLabel(annotationId)))
  }
  return { suspects, total, keep, placeOf }
}
