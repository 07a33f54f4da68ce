import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { client } from '@/api/client'
import { onEvent, onStreamOpen } from '@/api/listeners'
import type { Project } from '@shared/contract/projects'

/** The open project, or null: then only the start screen and the settings exist. */
export const useProject = defineStore('project', () => {
  const project = ref<Project | null>(null)
  /** False until the backend has said whether a project is open. */
  const known = ref(false)
  const isOpen = computed(() => project.value !== null)
  const readOnly = computed(() => project.value?.readOnly ?? null)

  function accept(next: Project | null): void {
    const current = project.value
    known.value = true
    // An answer that was under way when a newer event came must not set the clock back.
    if (next && current && next.path === current.path && next.revision < current.revision) return
    project.value = next
  }

  async function load(): Promise<void> {
    accept(await client.projects.current())
  }

  onEvent(event => {
    if (event.type === 'project') accept(event.project)
    else if (event.type === 'changed' && project.value && event.revision > project.value.revision) {
      project.value = { ...project.value, revision: event.revision }
    }
  })
  // A failed reload shows as "Reconnecting" already, and the stream asks again when it stands.
  onStreamOpen(() => void load().catch(() => undefined))

  return {
    project,
    known,
    isOpen,
    readOnly,
    load,
    open: async (path: string) => accept(await client.projects.open({ path })),
    openSample: async () => accept(await client.projects.openSample()),
    create: async (name: string, folder?: string) =>
      accept(await client.projects.create(folder ? { name, folder } : { name })),
    close: async () => {
      await client.projects.close()
      accept(null)
    }
  }
})
