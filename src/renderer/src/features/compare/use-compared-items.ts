import { ref, shallowReactive, shallowRef, watch, type Ref } from 'vue'
import { client } from '@/api/client'
import { useMessages } from '@/stores/messages'
import type { ComparedCounts, ComparedItem, ComparedShow } from '@shared/contract/comparison'
import type { PackedPictures } from '@shared/contract/item'
import type { CompareTarget } from './use-compare'

export interface ComparedFilter {
  readonly show: ComparedShow
  readonly a: number
  readonly b: number
  readonly truth: number | null
  readonly aPredicted: number | null
  readonly bPredicted: number | null
}

/** A recipe's model input of one example. */
export interface ShownInput {
  readonly recipe: string
  readonly picture: PackedPictures
  readonly row: number
}

export const pageSize = 100

/** What the backend is asked for. */
export const queryOf = (target: CompareTarget, filter: ComparedFilter) => ({
  runIds: [...target.runIds],
  population: target.population,
  show: filter.show,
  a: filter.a,
  b: filter.b,
  ...(filter.truth !== null && { truth: filter.truth }),
  ...(filter.aPredicted !== null && { aPredicted: filter.aPredicted }),
  ...(filter.bPredicted !== null && { bPredicted: filter.bPredicted })
})

/** The rows of a comparison by pages: only those in view are asked for. */
export function useComparedItems(target: Ref<CompareTarget | null>, filter: Ref<ComparedFilter>, version: Ref<number>) {
  const messages = useMessages()
  const pages = shallowReactive(new Map<number, readonly ComparedItem[]>())
  const inputs = shallowReactive(new Map<number, readonly ShownInput[]>())
  const total = ref(0)
  const counts = shallowRef<ComparedCounts | null>(null)
  const asked = new Set<number>()
  /** Examples whose inputs were asked for since the last change of a label or box. */
  const fresh = new Set<number>()
  let range: readonly [number, number] = [0, 0]
  let epoch = 0

  async function load(page: number): Promise<void> {
    const wanted = target.value
    if (!wanted || asked.has(page)) return
    asked.add(page)
    const mine = epoch
    const query = { ...queryOf(wanted, filter.value), offset: page * pageSize, limit: pageSize }
    const answer = await messages.attempt(() => client.comparison.items(query))
    if (!answer || mine !== epoch) return
    total.value = answer.total
    counts.value = answer.counts
    pages.set(page, answer.items)
    const indexes = answer.items.map(({ index }) => index).filter(index => !fresh.has(index))
    if (indexes.length === 0) return
    const shown = await messages.attempt(() =>
      client.comparison.inputs({ runIds: query.runIds, population: wanted.population, indexes })
    )
    if (!shown || mine !== epoch) return
    indexes.forEach((index, at) => {
      const ofExample = shown.flatMap(({ recipe, picture }) => {
        const row = picture?.rows[at]
        return picture && row !== null && row !== undefined ? [{ recipe, picture, row }] : []
      })
      inputs.set(index, ofExample)
      fresh.add(index)
    })
  }

  function show(first: number, last: number): void {
    range = [first, last]
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) void load(page)
  }

  async function reload(): Promise<void> {
    epoch++
    asked.clear()
    const [first, last] = range
    const wanted = [Math.floor(first / pageSize), Math.floor(last / pageSize)]
    const mine = epoch
    // What is shown stays until its successor is there: rows keep their place.
    await Promise.all([...new Set(wanted)].map(load))
    if (mine === epoch) for (const page of pages.keys()) if (!wanted.includes(page)) pages.delete(page)
  }

  watch(target, () => {
    range = [0, 0]
    pages.clear()
    inputs.clear()
    total.value = 0
    counts.value = null
  })
  // The comparison comes first: what it predicts is not predicted a second time.
  watch(
    version,
    now => {
      fresh.clear()
      if (now > 0) void reload()
    },
    { immediate: true }
  )
  watch(filter, () => {
    range = [0, 0]
    void reload()
  })

  const at = (index: number): ComparedItem | null => pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null
  return { at, inputs, total, counts, show }
}
