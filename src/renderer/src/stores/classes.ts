import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import type { ClassEntry } from '@shared/contract/classes'
import { useProjectList } from './project-list'

/** The project's class list in order; counts follow every label. */
export const useClasses = defineStore('classes', () => {
  const { items, loaded, failure, refresh } = useProjectList<ClassEntry>(['classes', 'annotations', 'images'], () =>
    client.classes.list()
  )
  const byId = computed(() => new Map(items.value.map(entry => [entry.id, entry])))
  const find = (id: number | null | undefined): ClassEntry | null => (id ? (byId.value.get(id) ?? null) : null)
  return { list: items, loaded, failure, byId, find, refresh }
})
