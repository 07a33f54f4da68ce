import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions, MessageBoxOptions } from 'electron'
import type { ElectronModule } from '../electron-module'

type Handler = (request: Request) => Promise<Response>

/** A window as far as the host drives one; tests raise the events that Chromium would. */
class WindowDouble extends EventEmitter {
  static all: WindowDouble[] = []
  shown = false
  url = ''
  title = ''
  reloads = 0
  focused = 0
  /** Electron throws when a closed window is asked for anything. */
  isGone = false
  readonly webContents = Object.assign(new EventEmitter(), {
    sent: [] as { channel: string; value: unknown }[],
    openHandler: undefined as ((details: { url: string }) => { action: string }) | undefined,
    setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
      this.openHandler = handler
    },
    send(channel: string, value: unknown) {
      this.sent.push({ channel, value })
    },
    reload: () => void this.reloads++
  })
  constructor(readonly options: BrowserWindowConstructorOptions) {
    super()
    WindowDouble.all.push(this)
    this.once('closed', () => (this.isGone = true))
  }
  show = () => void (this.shown = true)
  focus = () => void this.focused++
  restore = () => undefined
  maximize = () => undefined
  isMinimized = () => false
  isMaximized = () => false
  getNormalBounds = () => ({ x: 10, y: 20, width: 1200, height: 800 })
  setTitle = (title: string) => void (this.title = title)
  loadURL(url: string): Promise<void> {
    this.url = url
    return Promise.resolve()
  }
}

/** Electron's module in memory: what the host did can be read, what Electron would do can be raised. */
export function createElectronDouble() {
  WindowDouble.all = []
  const calls: string[] = []
  const state = {
    handler: undefined as Handler | undefined,
    permission: undefined as
      ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | undefined,
    mayAlready: undefined as ((contents: unknown, permission: string) => boolean) | undefined,
    schemes: [] as { scheme: string; privileges: object }[],
    menu: [] as MenuItemConstructorOptions[],
    external: [] as string[],
    questions: [] as MessageBoxOptions[],
    answers: [] as number[],
    chosen: null as string | null,
    hasLock: true,
    quits: 0,
    handlers: new Map<string, (...args: unknown[]) => unknown>()
  }
  const app = Object.assign(new EventEmitter(), {
    requestSingleInstanceLock: () => state.hasLock,
    whenReady: () => Promise.resolve(calls.push('ready')).then(() => undefined),
    exit: (code: number) => void calls.push(`exit ${code}`),
    quit() {
      state.quits++
      const event = { prevented: false, preventDefault: () => void (event.prevented = true) }
      app.emit('before-quit', event)
      if (!event.prevented) calls.push('quit')
    }
  })
  const double = {
    app,
    BrowserWindow: WindowDouble,
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    protocol: {
      registerSchemesAsPrivileged(schemes: typeof state.schemes) {
        calls.push('schemes')
        state.schemes = schemes
      },
      handle: (_scheme: string, handler: Handler) => void (state.handler = handler)
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: typeof state.permission) => void (state.permission = handler),
        setPermissionCheckHandler: (handler: typeof state.mayAlready) => void (state.mayAlready = handler)
      }
    },
    shell: {
      openExternal: (url: string) => Promise.resolve(void state.external.push(url)),
      showItemInFolder: () => undefined
    },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => void (state.menu = menu)
    },
    dialog: {
      showMessageBox(...asked: [MessageBoxOptions] | [WindowDouble, MessageBoxOptions]) {
        // With the window that it lies over, or alone.
        const [over, question] = asked.length === 2 ? asked : [null, asked[0]]
        if (over?.isGone) throw new TypeError('Object has been destroyed')
        state.questions.push(question)
        return Promise.resolve({ response: state.answers.shift() ?? 0 })
      },
      showOpenDialog: () => Promise.resolve({ canceled: state.chosen === null, filePaths: [state.chosen ?? ''] }),
      showErrorBox: (title: string, content: string) => void calls.push(`error: ${title}: ${content}`)
    },
    ipcMain: {
      handle: (channel: string, handler: (...args: unknown[]) => unknown) => void state.handlers.set(channel, handler),
      on: (channel: string, handler: (...args: unknown[]) => unknown) => void state.handlers.set(channel, handler)
    }
  }
  // Only what the host calls is there; the host's own code is compiled against Electron's real types.
  return {
    electron: double as unknown as ElectronModule,
    app,
    state,
    calls,
    /** Clicks an entry of the native menu. */
    clickMenu(menu: string, entry: string): void {
      const entries = state.menu.find(({ label }) => label === menu)?.submenu
      const found = Array.isArray(entries) ? entries.find(({ label }) => label === entry) : undefined
      // Electron passes the item and the window; ours needs neither.
      ;(found?.click as unknown as () => void)()
    },
    window: () => WindowDouble.all.at(-1),
    windows: WindowDouble.all
  }
}
