import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import { onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import { useProject } from '@/stores/project'
import type { ImageQueryResult } from '@shared/contract/images'
import { clear, emptySelection, fitTo, type Selection } from './gallery/selection'
import { readQuery, type LibraryQuery } from './query-address'

const nothing: ImageQueryResult = {
  revision: 0,
  ids: [],
  classIds: [],
  crops: [],
  groups: [],
  facets: { classes: [], sources: [], splits: [], status: [], labelled: [], boxes: [], size: [] },
  total: 0
}

/** The library as it is asked for now: the query of the address, its answer, and what is selected of it. */
export const useLibrary = defineStore('library', () => {
  const projects = useProject()
  const query = shallowRef<LibraryQuery>(readQuery({}))
  const result = shallowRef<ImageQueryResult>(nothing)
  const loaded = ref(false)
  const failure = shallowRef<Failure | null>(null)
  const selection = shallowRef<Selection>(emptySelection)
  const collapsed = shallowRef<ReadonlySet<string>>(new Set())
  /** Items that match the filters. */
  const count = computed(() => result.value.ids.length)
  const crops = computed(() => new Map(result.value.crops.map(([id, x, y, w, h]) => [id, { x, y, w, h }])))
  const selected = computed(() => [...selection.value.ids])

  /** Filter and order as the address of Annotate takes them, so that it goes through the same items. */
  const itemsAddress = computed(() => ({
    filter: JSON.stringify(query.value.filter),
    sort: JSON.stringify(query.value.sort),
    ...(query.value.groupBy && { group: query.value.groupBy })
  }))

  const refresh = createRefresher(async () => {
    if (!projects.isOpen) return
    const [asked, of] = [query.value, projects.project?.path]
    // A newer query is already on its way, or the first one to another project, whose ids name other images.
    const isPast = (): boolean => asked !== query.value || of !== projects.project?.path
    try {
      const answer = await client.images.query(asked)
      if (isPast()) return
      result.value = answer
      selection.value = fitTo(selection.value, answer.ids)
      loaded.value = true
      failure.value = null
    } catch (error) {
      if (!isPast()) failure.value = toFailure(error)
    }
  })

  onTopics(['images', 'annotations', 'classes', 'sources', 'history'], () => void refresh())
  watch(
    () => projects.project?.path,
    () => {
      result.value = nothing
      loaded.value = false
      selection.value = emptySelection
      collapsed.value = new Set()
      void refresh()
    }
  )

  function ask(next: LibraryQuery): void {
    const before = query.value
    query.value = next
    // In another order, an index names another item.
    if (JSON.stringify(before.sort) !== JSON.stringify(next.sort) || before.groupBy !== next.groupBy) {
      selection.value = { ...selection.value, active: 0, anchor: 0 }
      collapsed.value = new Set()
    }
    void refresh()
  }

  function toggleGroup(key: string): void {
    const next = new Set(collapsed.value)
    if (!next.delete(key)) next.add(key)
    collapsed.value = next
  }

  /** Class of an image as the list shows it, by its index. */
  const classAt = (index: number): number | null => result.value.classIds[index] || null

  return {
    classAt,
    query,
    result,
    count,
    crops,
    loaded,
    failure,
    selection,
    selected,
    itemsAddress,
    collapsed,
    refresh,
    ask,
    toggleGroup,
    clearSelection: () => (selection.value = clear(selection.value))
  }
})
