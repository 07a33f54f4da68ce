import type { BrowserWindow } from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'
import type { ElectronModule } from './desktop'

export interface WindowFiles {
  readonly preload: string
  /** JSON file that keeps size and position between starts. */
  readonly state: string
}

interface WindowState {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

const defaultState: WindowState = { width: 1440, height: 900, maximized: false }

/** The kept state, or the default when there is none or its screen is gone. */
function readState({ screen }: ElectronModule, file: string): WindowState {
  try {
    // Written by writeState below; anything else fails the number checks.
    const state = JSON.parse(readFileSync(file, 'utf8')) as WindowState
    if (![state.width, state.height].every(side => Number.isFinite(side) && side >= 400)) return defaultState
    const { x, y } = state
    const visible =
      x !== undefined &&
      y !== undefined &&
      screen
        .getAllDisplays()
        .some(({ workArea: area }) => x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height)
    return visible ? state : { width: state.width, height: state.height, maximized: state.maximized }
  } catch {
    return defaultState
  }
}

function writeState(window: BrowserWindow, file: string): void {
  try {
    writeFileSync(file, JSON.stringify({ ...window.getNormalBounds(), maximized: window.isMaximized() }))
  } catch {
    // Where the window stood is not worth an error at closing time.
  }
}

/** A sandboxed window that shows our own origin and nothing else. */
export function createMainWindow(electron: ElectronModule, files: WindowFiles, origin: string): BrowserWindow {
  const { maximized, ...bounds } = readState(electron, files.state)
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
  window.on('close', () => writeState(window, files.state))

  const { webContents } = window
  webContents.setWindowOpenHandler(({ url }) => {
    // Links to the world (rights statements, manifests) belong in the user's browser.
    if (/^https?:\/\//.test(url)) void electron.shell.openExternal(url)
    return { action: 'deny' }
  })
  webContents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${origin}/`)) event.preventDefault()
  })
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
