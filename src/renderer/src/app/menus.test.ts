import { createPinia, setActivePinia } from 'pinia'
import { createApp, effectScope } from 'vue'
import { createMemoryHistory } from 'vue-router'
import { expect, test } from 'vitest'
import menus from '../../../../resources/menus.json'
import { useCommands } from '@/stores/commands'
import { createAppRouter } from './router'
import { useShellCommands } from './use-shell-commands'

interface Entry {
  readonly command?: string
  readonly accelerator?: string
}
const entries: readonly Entry[] = menus.flatMap(({ submenu }): readonly Entry[] => submenu)

/** Ids of the commands that hold on every screen, with their keys. */
function shellCommands() {
  const app = createApp({})
  const pinia = createPinia()
  setActivePinia(pinia)
  app.use(pinia).use(createAppRouter(createMemoryHistory()))
  const nothing = (): void => undefined
  app.runWithContext(() =>
    effectScope().run(() => useShellCommands({ openSheet: nothing, openPalette: nothing, openJobs: nothing }))
  )
  return useCommands().list
}

test('every entry of the native menu is a command of the window, whatever the screen', () => {
  const ids = new Set(shellCommands().map(({ id }) => id))
  const asked = entries.flatMap(({ command }) => command ?? [])
  expect(asked).toHaveLength(9)
  expect(asked.filter(id => !ids.has(id))).toEqual([])
})

test('a key of the native menu means no other command in the window', () => {
  const commands = shellCommands()
  const others = entries.flatMap(({ command, accelerator }) => {
    const chord = accelerator?.replace('CmdOrCtrl', 'Ctrl')
    return commands.filter(({ id, keys }) => chord !== undefined && id !== command && keys.includes(chord))
  })
  expect(others.map(({ id }) => id)).toEqual([])
})
