import { ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { desktop } from '@/api/desktop'
import { useDialogs } from '@/stores/dialogs'
import { useMessages } from '@/stores/messages'
import { useProject } from '@/stores/project'

/** What can be begun without or before a project. */
export function useStartActions() {
  const router = useRouter()
  const route = useRoute()
  const project = useProject()
  const messages = useMessages()
  const dialogs = useDialogs()
  const busy = ref(false)

  async function enter(open: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    const opened = await messages.succeeds(open)
    busy.value = false
    if (!opened) return
    // Back to the screen that was asked for before a project was open.
    const wanted = route.query.to
    await router.push(typeof wanted === 'string' && wanted.startsWith('/') ? wanted : { name: 'library' })
  }

  const openSample = (): Promise<void> => enter(() => project.openSample())
  const open = (path: string): Promise<void> => enter(() => project.open(path))

  /** `near`: where a project was that is to be found again. */
  async function chooseProject(near?: string): Promise<void> {
    if (!desktop) return dialogs.show({ kind: 'open-project', ...(near !== undefined && { path: near }) })
    const path = await desktop.choose('project')
    if (path) await open(path)
  }

  function importFrom(preset: { from?: string; format?: 'iiif' }): void {
    if (project.isOpen) dialogs.show({ kind: 'import', ...preset })
    else dialogs.show({ kind: 'new-project', thenImport: preset })
  }

  async function chooseImport(): Promise<void> {
    const path = desktop ? await desktop.choose('folder') : ''
    if (path !== null) importFrom(path ? { from: path } : {})
  }

  return { busy, openSample, open, chooseProject, importFrom, chooseImport }
}
