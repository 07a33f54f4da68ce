import { FlaskConical, FolderArchive, SquareTerminal } from '@lucide/vue'
import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef, watch, type Component, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { client } from '@/api/client'
import { useClasses } from '@/stores/classes'
import { useCommands } from '@/stores/commands'
import { useMessages } from '@/stores/messages'
import { useProject } from '@/stores/project'
import { useRuns } from '@/stores/runs'
import { runAddress } from '@/ui/run-address'
import type { ClassEntry } from '@shared/contract/classes'
import { shellStrings } from './shell-strings'

/** A line of the palette. */
export interface Hit {
  readonly id: string
  readonly title: string
  readonly icon?: Component
  readonly image?: { readonly id: number; readonly entry: ClassEntry | null }
  readonly keys?: string | undefined
  readonly run: () => unknown
}

export interface HitGroup {
  readonly title: string
  readonly hits: readonly Hit[]
}

/** Items and runs listed at most; whoever wants more types more. */
const mostHits = 8

/** Does a title hold every word that was typed? */
export function matches(title: string, typed: string): boolean {
  const lower = title.toLowerCase()
  return typed
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every(word => lower.includes(word))
}

/** What the typed text finds: commands, other projects, runs, and items once two letters stand. */
export function usePaletteHits(typed: Ref<string>, open: Ref<boolean>) {
  const text = shellStrings.palette
  const router = useRouter()
  const commands = useCommands()
  const classes = useClasses()
  const project = useProject()
  const runs = useRuns()
  const messages = useMessages()
  const items = shallowRef<readonly Hit[]>([])
  const recent = shallowRef<Awaited<ReturnType<typeof client.projects.recent>>>([])

  const foundCommands = computed<readonly Hit[]>(() =>
    commands.list
      .filter(command => !command.keyOnly && commands.isEnabled(command) && matches(command.title, typed.value))
      .map(command => ({
        id: command.id,
        title: command.title,
        icon: command.icon ?? SquareTerminal,
        keys: commands.keysOf(command)[0],
        run: () => command.run()
      }))
  )
  watch(open, async shown => {
    if (shown) recent.value = await client.projects.recent().catch(() => [])
  })
  async function openProject(path: string): Promise<void> {
    if (await messages.succeeds(() => project.open(path))) await router.push({ name: 'library' })
  }
  const foundProjects = computed<readonly Hit[]>(() => {
    if (typed.value.trim() === '') return []
    return recent.value
      .filter(({ path, name, missing }) => !missing && path !== project.project?.path && matches(name, typed.value))
      .slice(0, mostHits)
      .map(({ path, name }) => ({ id: path, title: name, icon: FolderArchive, run: () => openProject(path) }))
  })

  const foundRuns = computed<readonly Hit[]>(() => {
    if (typed.value.trim() === '') return []
    return runs.list
      .map(run => ({ run, title: text.run(run.number, run.name) }))
      .filter(({ title }) => matches(title, typed.value))
      .slice(0, mostHits)
      .map(({ run, title }) => ({
        id: run.id,
        title,
        icon: FlaskConical,
        run: () => router.push(run.best ? { path: '/evaluate', query: { run: run.id } } : runAddress(run.id))
      }))
  })

  async function findItems(): Promise<void> {
    const asked = typed.value.trim()
    if (!project.isOpen || asked.length < 2) {
      items.value = []
      return
    }
    try {
      const { ids } = await client.images.query({ filter: { text: asked } })
      const images = await client.images.summaries({ ids: ids.slice(0, mostHits) })
      if (asked !== typed.value.trim()) return
      items.value = images.map(image => ({
        id: `image-${image.id}`,
        title: image.name,
        image: { id: image.id, entry: classes.find(image.classId) },
        run: () => router.push({ path: '/annotate', query: { image: image.id } })
      }))
    } catch {
      items.value = []
    }
  }
  watchDebounced(typed, findItems, { debounce: 150 })

  return computed<readonly HitGroup[]>(() =>
    [
      { title: text.commands, hits: foundCommands.value },
      { title: text.projects, hits: foundProjects.value },
      { title: text.items, hits: items.value },
      { title: text.runs, hits: foundRuns.value }
    ].filter(group => group.hits.length > 0)
  )
}
