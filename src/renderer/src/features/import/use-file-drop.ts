import { useRouter } from 'vue-router'
import { desktop } from '@/api/desktop'
import { droppedFiles } from '@/api/upload'
import { useDialogs, type ImportPreset } from '@/stores/dialogs'
import { useMessages } from '@/stores/messages'
import { useProject } from '@/stores/project'
import { importStrings as text } from './strings'

/** What happens to files dropped anywhere on the window. */
export function useFileDrop(): (event: DragEvent) => Promise<void> {
  const router = useRouter()
  const dialogs = useDialogs()
  const messages = useMessages()
  const project = useProject()

  function importFrom(preset: ImportPreset): void {
    if (project.readOnly) messages.say(project.readOnly.message, { tone: 'warn' })
    else if (project.isOpen) dialogs.show({ kind: 'import', ...preset })
    else dialogs.show({ kind: 'new-project', thenImport: preset })
  }

  async function openProject(path: string): Promise<void> {
    await messages.attempt(() => project.open(path))
    if (project.isOpen) await router.push({ name: 'library' })
  }

  return async event => {
    const { dataTransfer } = event
    const [first, ...more] = dataTransfer?.files ?? []
    if (!dataTransfer || !first) return
    // One path is imported from where it lies; several are handed over as a browser does.
    const path = more.length === 0 ? desktop?.pathOf(first) : undefined
    if (path) {
      if (/\.vitrine$/i.test(path)) await openProject(path)
      else importFrom({ from: path })
      return
    }
    if (/\.vitrine$/i.test(first.name)) {
      messages.say(text.projectDropped, { tone: 'warn', lasts: 10_000 })
      dialogs.show({ kind: 'open-project' })
      return
    }
    const files = await messages.attempt(() => droppedFiles(dataTransfer))
    if (!files) return
    if (files.length === 0) messages.say(text.emptyDrop, { tone: 'warn' })
    else importFrom({ files })
  }
}
