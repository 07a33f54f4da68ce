import { defineStore } from 'pinia'
import { computed, shallowRef, type Component } from 'vue'
import { useSettings } from './settings'

/** Something the user can do by key, palette or menu. */
export interface Command {
  /** Stable, dotted: `library.select-all`. Settings keep changed keys under it. */
  readonly id: string
  readonly title: string
  /** Chords as `app/keyboard.ts` writes them: `Ctrl+Shift+Z`, `R`, `?`, `Home`. */
  readonly keys: readonly string[]
  /** Keys in the browser host where the browser owns the usual ones. */
  readonly browserKeys?: readonly string[]
  /** Heading in the shortcut sheet: `everywhere`, `library`, `annotate`, … */
  readonly scope: string
  readonly icon?: Component
  /** False: the key goes on to the next command, the palette dims it. */
  readonly enabled?: () => boolean
  /** Limits the key to events inside this element (a grid's arrows). */
  readonly within?: () => HTMLElement | null | undefined
  /** Also while a dialog is open. */
  readonly inDialogs?: boolean
  /** Not in the palette: needs a focus or an argument (arrows, digits). */
  readonly keyOnly?: boolean
  /** The focused element itself answers to the keys; listed so that people find them. */
  readonly described?: boolean
  readonly run: (event?: KeyboardEvent) => void
}

/** Every command that can be given now; screens add theirs while they are shown. */
export const useCommands = defineStore('commands', () => {
  const settings = useSettings()
  const list = shallowRef<readonly Command[]>([])
  /** Everything offered since the window opened: what the key settings can show. */
  const known = shallowRef<readonly Command[]>([])

  /** Later ones win over earlier ones with the same key. */
  function register(commands: readonly Command[]): () => void {
    list.value = [...list.value, ...commands]
    const ids = new Set(known.value.map(({ id }) => id))
    known.value = [...known.value, ...commands.filter(({ id }) => !ids.has(id))]
    return () => (list.value = list.value.filter(command => !commands.includes(command)))
  }

  const inBrowser = computed(() => settings.capabilities.host === 'node')
  const defaultKeys = (command: Command): readonly string[] => (inBrowser.value && command.browserKeys) || command.keys
  const keysOf = (command: Command): readonly string[] => settings.settings.keys[command.id] ?? defaultKeys(command)
  const isEnabled = (command: Command): boolean => command.enabled?.() ?? true

  function run(id: string): void {
    const command = list.value.findLast(candidate => candidate.id === id)
    if (command && isEnabled(command)) command.run()
  }

  return { list, known, register, keysOf, defaultKeys, isEnabled, run }
})
