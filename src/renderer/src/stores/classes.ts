import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import type { ClassEntry } from '@shared/contract/classes'
import type { MarkedClass } from '@/ui/class-marks'
import { useProjectList } from './project-list'

/** The project's class list in order; counts follow every label. */
export const useClasses = defineStore('classes', () => {
  const { items, loaded, failure, refresh } = useProjectList<ClassEntry>(['classes', 'annotations', 'images'], () =>
    client.classes.list()
  )
  const byId = computed(() => new Map(items.value.map(entry => [entry.id, entry])))
  const find = (id: number | null | undefined): ClassEntry | null => (id ? (byId.value.get(id) ?? null) : null)
  /** A class of a run as it is drawn: as the project has it, or grey where the project knows it no longer. */
  const marked = (id: number | null | undefined, name: string, position: number): MarkedClass =>
    find(id) ?? { name, position, color: '#808080' }
  return { list: items, loaded, failure, byId, find, marked, refresh }
})
