import { ref, shallowReactive, watch, type Ref } from 'vue'
import { client } from '@/api/client'
import { toFailure } from '@/api/failure'
import type { PackedPictures } from '@shared/contract/item'
import type { Recipe } from '@shared/contract/recipe'
import type { LabRow } from '@shared/contract/recipes'
import { checkRecipe } from '@shared/domain/recipes/shape'
import type { LabTarget } from './use-lab'

export interface ShownRow extends LabRow {
  readonly pictures: PackedPictures | null
  readonly training: PackedPictures | null
}

/** Photos of one request; one of them takes some tens of milliseconds. */
const pageSize = 4
/** The backend keeps the pictures of so many requests. */
const keptPages = 12

/** Rows in view, page by page, made anew for another recipe while the old ones stay until then. */
export function useLabRows(
  target: Ref<LabTarget | null>,
  recipe: Ref<Recipe | null>,
  other: Ref<Recipe | null>,
  version: Ref<number>
) {
  const rows = shallowReactive(new Map<number, ShownRow>())
  const problem = ref<string | null>(null)
  const working = ref(false)
  let range: readonly [number, number] = [0, 0]
  let asked: number[] = []
  let epoch = 0
  let queue = Promise.resolve()

  async function load(page: number, mine: number): Promise<void> {
    // Scrolled past or overtaken by another recipe while it waited.
    const [first, last] = range
    const inView = page >= Math.floor(first / pageSize) && page <= Math.floor(last / pageSize)
    if (mine !== epoch) return
    if (!inView || !target.value || !recipe.value) {
      asked = asked.filter(one => one !== page)
      return
    }
    working.value = true
    try {
      const answer = await client.recipes.rows({
        ...target.value,
        recipe: recipe.value,
        ...(other.value && { other: other.value }),
        indexes: Array.from({ length: pageSize }, (_, at) => page * pageSize + at)
      })
      if (mine !== epoch) return
      const { pictures, training } = answer
      for (const row of answer.rows) rows.set(row.index, { ...row, pictures, training })
      problem.value = null
    } catch (error) {
      if (mine === epoch) problem.value = toFailure(error).message
    } finally {
      working.value = false
    }
  }

  function show(first: number, last: number): void {
    range = [first, last]
    const wanted = []
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) wanted.push(page)
    const mine = epoch
    for (const page of wanted) {
      if (asked.includes(page)) continue
      asked.push(page)
      queue = queue.then(() => load(page, mine))
    }
    for (const page of asked.slice(0, Math.max(0, asked.length - keptPages))) {
      if (wanted.includes(page)) continue
      asked = asked.filter(one => one !== page)
      for (let at = 0; at < pageSize; at++) rows.delete(page * pageSize + at)
    }
  }

  function again(): void {
    epoch++
    asked = []
    const [first, last] = range
    const shown = (index: number) => index >= first && index <= last
    for (const index of rows.keys()) if (!shown(index)) rows.delete(index)
    if (!recipe.value || 'message' in checkRecipe(recipe.value)) return
    show(first, last)
  }

  watch(target, () => {
    rows.clear()
    range = [0, 0]
  })
  watch([recipe, other, version], again)
  return { rows, problem, working, show }
}
