import type { BrowserWindow, Event } from 'electron'
import { readWindowState, writeWindowState } from '../window-state'
import type { ElectronModule } from './electron-module'

export interface WindowFiles {
  readonly preload: string
  /** JSON file that keeps size and position between starts. */
  readonly state: string
}

/** A sandboxed window that shows our own origin and nothing else. */
export function createMainWindow(electron: ElectronModule, files: WindowFiles, origin: string): BrowserWindow {
  const screens = electron.screen.getAllDisplays().map(({ workArea }) => workArea)
  const { maximized, ...bounds } = readWindowState(files.state, screens)
  const window = new electron.BrowserWindow({
    ...bounds,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Vitrine',
    backgroundColor: '#f6f6f5',
    webPreferences: {
      preload: files.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false
    }
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () =>
    writeWindowState(files.state, { ...window.getNormalBounds(), maximized: window.isMaximized() })
  )

  const { webContents } = window
  webContents.setWindowOpenHandler(({ url }) => {
    // Links to the world (rights statements, manifests) belong in the user's browser.
    if (/^https?:\/\//.test(url)) void electron.shell.openExternal(url)
    return { action: 'deny' }
  })
  const stayHere = (event: Event, url: string): void => {
    if (!url.startsWith(`${origin}/`)) event.preventDefault()
  }
  webContents.on('will-navigate', stayHere)
  webContents.on('will-redirect', stayHere)
  webContents.on('will-attach-webview', event => event.preventDefault())
  webContents.on('render-process-gone', async (_event, { reason }) => {
    if (reason === 'clean-exit') return
    const { response } = await electron.dialog.showMessageBox(window, {
      type: 'error',
      message: 'The window stopped working',
      detail: `Your work is saved and trainings go on. Cause: ${reason}.`,
      buttons: ['Reload', 'Quit']
    })
    if (response === 0) webContents.reload()
    else electron.app.quit()
  })
  void window.loadURL(`${origin}/`)
  return window
}
