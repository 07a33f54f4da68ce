import type { EventEmitter } from 'node:events'
import { resolve } from 'node:path'
import type { BrowserWindow } from 'electron'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { Client } from '@shared/contract/contract'
import { wireSerializers } from '@shared/contract/wire'
import type { Log } from '../../ports'
import { guardProcess } from '../guard'
import { installDialogs } from './dialogs'
import type { ElectronModule } from './electron-module'
import { installMenu } from './menu'
import { askBeforeQuitting } from './quit'
import { createMainWindow, type WindowFiles } from './window'

/** What the host needs of the backend; nothing of its inside. */
export interface DesktopBackend {
  fetch(request: Request): Promise<Response>
  openProject(path: string): Promise<unknown>
  tell(message: string): void
  close(): Promise<void>
}

export interface DesktopOptions {
  readonly createBackend: () => Promise<DesktopBackend>
  readonly files: WindowFiles
  readonly argv: readonly string[]
  readonly log: Pick<Log, 'error'>
  /** Where faults that nobody caught are heard: the process itself, or a double. */
  readonly program?: Pick<EventEmitter, 'on' | 'off'>
  /** The computer's system; this one unless a test names another. */
  readonly platform?: NodeJS.Platform
}

const scheme = 'app'
const origin = `${scheme}://vitrine`

/** A project folder named on a command line that was given in `folder`. */
function projectIn(argv: readonly string[], folder: string): string | undefined {
  const named = argv.find(arg => /\.vitrine[/\\]?$/.test(arg))
  return named === undefined ? undefined : resolve(folder, named)
}

/** Runs the desktop program. Call it before the app is ready: schemes can be registered only then. */
export async function startDesktop(electron: ElectronModule, options: DesktopOptions): Promise<void> {
  const { app, protocol, session } = electron
  const { platform = process.platform } = options
  if (!app.requestSingleInstanceLock()) return app.quit()
  let backend: DesktopBackend | null = null
  guardProcess({
    log: options.log,
    tell: message => backend?.tell(message),
    tellEnd: message => electron.dialog.showErrorBox('Vitrine has to close', message),
    close: () => Promise.resolve(backend?.close()),
    exit: code => app.exit(code),
    ...(options.program && { program: options.program, outputs: [] })
  })
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }
  ])
  let wanted = projectIn(options.argv, process.cwd())
  let show = (path: string): void => void (wanted = path)
  let raise = (): void => undefined
  // Both may come while the program still starts: macOS names the folder by an event, a second start by its arguments.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    show(path)
  })
  app.on('second-instance', (_event, argv, folder) => {
    const path = projectIn(argv, folder)
    if (path) show(path)
    raise()
  })
  await app.whenReady()

  const tell = (title: string, error: unknown): void =>
    electron.dialog.showErrorBox(title, error instanceof Error ? error.message : String(error))
  const started = await options.createBackend().catch((error: unknown) => tell('Vitrine could not start', error))
  if (!started) return app.exit(1)
  backend = started
  protocol.handle(scheme, request => started.fetch(request))
  // A run that ends may say so outside the window. Nothing on the page needs a camera, a position or anything else.
  const allowed = (permission: string): boolean => permission === 'notifications'
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)))
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowed(permission))

  const client: Client = createORPCClient(
    new RPCLink({
      url: `${origin}/rpc`,
      fetch: request => started.fetch(request),
      customJsonSerializers: wireSerializers
    })
  )

  const opening = (work: () => Promise<unknown>): Promise<unknown> =>
    work().catch((error: unknown) => tell('This project could not be opened', error))
  const open = (path: string): Promise<unknown> => opening(() => started.openProject(path))
  // Another one that is asked for while the first is opened comes after it.
  const first = wanted
  show = path => void open(path)
  if (first) await open(first)
  else if (options.argv.includes('--sample')) await opening(() => client.projects.openSample())

  let window: BrowserWindow | null = null
  const live = (): BrowserWindow | null => window
  const ensureWindow = (): BrowserWindow => {
    if (window) return window
    const made = createMainWindow(electron, options.files, origin)
    made.on('closed', () => (window = null))
    return (window = made)
  }
  raise = () => {
    const shown = ensureWindow()
    if (shown.isMinimized()) shown.restore()
    shown.focus()
  }
  installMenu(electron, platform, ({ channel, id }) => {
    const isNew = window === null
    const { webContents } = ensureWindow()
    const send = (): void => webContents.send(channel, id)
    // A page that is still on its way hears nothing.
    if (isNew) webContents.once('did-finish-load', send)
    else send()
  })
  installDialogs(electron, live, origin)
  const quitting = askBeforeQuitting(electron, () => started.close(), client, live)
  // Elsewhere the last window is the program: while it asks, the window has to stand.
  const main = ensureWindow()
  if (platform !== 'darwin') quitting.guard(main)

  app.on('activate', () => void ensureWindow())
  app.on('window-all-closed', () => {
    if (platform !== 'darwin') app.quit()
  })
}
