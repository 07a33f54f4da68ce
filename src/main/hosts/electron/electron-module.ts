import type * as Electron from 'electron'

/** The part of Electron's module that the host uses: its own module in the program, a double in tests. */
export type ElectronModule = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'protocol' | 'session' | 'shell' | 'screen'
>

/** The window; null where it was closed and the program goes on, as on macOS. */
export type LiveWindow = () => Electron.BrowserWindow | null
