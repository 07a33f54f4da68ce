import type { MenuItemConstructorOptions } from 'electron'
import { desktopChannels } from '@shared/contract/desktop'
import menus from '../../../../resources/menus.json'
import type { ElectronModule } from './electron-module'

interface MenuCommand {
  readonly channel: string
  readonly id: string
}

interface MenuEntry {
  readonly label?: string
  readonly command?: string
  readonly role?: string
  readonly accelerator?: string
  readonly type?: string
  readonly submenu?: readonly MenuEntry[]
}

/** Menus as data become Electron's template; entries with a command send its id to the window. */
function menuTemplate(
  entries: readonly MenuEntry[],
  send: (command: MenuCommand) => void
): MenuItemConstructorOptions[] {
  return entries.map(({ command, submenu, role, type, ...entry }) => ({
    ...entry,
    // Roles and types are Electron's own words; the data file is checked by a test against this list.
    ...(role !== undefined && { role: role as MenuItemConstructorOptions['role'] }),
    ...(type !== undefined && { type: type as MenuItemConstructorOptions['type'] }),
    ...(command !== undefined && { click: () => send({ channel: desktopChannels.command, id: command }) }),
    ...(submenu && { submenu: menuTemplate(submenu, send) })
  }))
}

/** On macOS the first menu is the program's own, and windows have one beside Help. */
const menusOf = (platform: NodeJS.Platform): readonly MenuEntry[] =>
  platform === 'darwin'
    ? [{ role: 'appMenu' }, ...menus.slice(0, -1), { role: 'windowMenu' }, ...menus.slice(-1)]
    : menus

export function installMenu(
  { Menu }: ElectronModule,
  platform: NodeJS.Platform,
  send: (command: MenuCommand) => void
): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menusOf(platform), send)))
}
