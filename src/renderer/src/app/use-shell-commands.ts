import { useRouter } from 'vue-router'
import { desktop } from '@/api/desktop'
import { useDialogs } from '@/stores/dialogs'
import { useHistory } from '@/stores/history'
import type { Command } from '@/stores/commands'
import { useMessages } from '@/stores/messages'
import { useProject } from '@/stores/project'
import { useSettings } from '@/stores/settings'
import { moment } from '@/ui/format'
import { useScreenCommands } from '@/ui/use-commands'
import { cycleRegion } from './regions'
import { areas } from './routes'
import { shellStrings } from './shell-strings'

interface ShellActions {
  readonly openSheet: () => void
  readonly openPalette: () => void
  readonly openJobs: () => void
}

const text = shellStrings.commands

/** The commands that hold on every screen. */
export function useShellCommands({ openSheet, openPalette, openJobs }: ShellActions): void {
  const router = useRouter()
  const history = useHistory()
  const project = useProject()
  const settings = useSettings()
  const messages = useMessages()
  const dialogs = useDialogs()
  const scope = 'everywhere'

  const screens: readonly Command[] = areas.flatMap(area =>
    area.icon
      ? [
          {
            id: `go.${area.name}`,
            title: text.goTo(area.title),
            icon: area.icon,
            keys: area.key ? [`Ctrl+${area.key}`] : [],
            // The browser keeps Ctrl with digits for its own tabs.
            browserKeys: area.key ? [`Alt+${area.key}`] : [],
            scope,
            enabled: () => project.isOpen || area.always === true,
            run: () => void router.push({ name: area.name })
          }
        ]
      : []
  )

  async function chooseProject(): Promise<void> {
    if (!desktop) return dialogs.show({ kind: 'open-project' })
    const path = await desktop.choose('project')
    if (path) await messages.attempt(() => project.open(path))
    if (path && project.isOpen) await router.push({ name: 'library' })
  }

  function showSaved(): void {
    const at = history.state.savedAt
    messages.say(at ? shellStrings.status.saved(moment(at)) : shellStrings.status.savedNow, { tone: 'ok' })
  }

  useScreenCommands([
    ...screens,
    { id: 'palette.open', title: text.find, keys: ['Ctrl+K'], scope, run: openPalette, keyOnly: true },
    {
      id: 'history.undo',
      title: text.undo,
      keys: ['Ctrl+Z'],
      scope,
      enabled: () => history.canUndo,
      run: () => void history.undo()
    },
    {
      id: 'history.redo',
      title: text.redo,
      keys: ['Ctrl+Y', 'Ctrl+Shift+Z'],
      scope,
      enabled: () => history.canRedo,
      run: () => void history.redo()
    },
    { id: 'save', title: text.save, keys: ['Ctrl+S'], scope, run: showSaved },
    { id: 'region.next', title: text.nextRegion, keys: ['F6'], scope, keyOnly: true, run: () => cycleRegion(1) },
    {
      id: 'region.previous',
      title: text.previousRegion,
      keys: ['Shift+F6'],
      scope,
      keyOnly: true,
      run: () => cycleRegion(-1)
    },
    { id: 'keys.open', title: text.keys, keys: ['?', 'F1'], scope, run: openSheet },
    {
      id: 'settings.open',
      title: text.settings,
      keys: ['Ctrl+,'],
      scope,
      run: () => void router.push({ name: 'settings' })
    },
    { id: 'jobs.open', title: text.jobs, keys: [], scope, run: openJobs },
    { id: 'theme.next', title: text.theme, keys: [], scope, run: () => void settings.set({ theme: nextTheme() }) },
    {
      id: 'project.new',
      title: text.newProject,
      keys: [],
      scope,
      run: () => dialogs.show({ kind: 'new-project' })
    },
    { id: 'project.open', title: text.openProject, keys: [], scope, run: () => void chooseProject() },
    {
      id: 'import.open',
      title: text.import,
      keys: ['Ctrl+I'],
      scope,
      enabled: () => project.isOpen && !project.readOnly,
      run: () => dialogs.show({ kind: 'import' })
    },
    {
      id: 'import.predictions',
      title: text.importPredictions,
      keys: [],
      scope,
      enabled: () => project.isOpen && !project.readOnly,
      run: () => dialogs.show({ kind: 'import-predictions' })
    },
    { id: 'about.open', title: text.about, keys: [], scope, run: () => void router.push('/settings?tab=about') },
    {
      id: 'project.close',
      title: text.closeProject,
      keys: [],
      scope,
      enabled: () => project.isOpen,
      run: () => void messages.attempt(() => project.close())
    }
  ])

  function nextTheme(): 'system' | 'light' | 'dark' {
    const order = ['system', 'light', 'dark'] as const
    return order[(order.indexOf(settings.settings.theme) + 1) % order.length] ?? 'system'
  }
}
