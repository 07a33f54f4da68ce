import { EventEmitter } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { desktopChannels } from '@shared/contract/desktop'
import { startDesktop } from './desktop'
import { createElectronDouble } from './testing/electron-double'

let folder = ''
let jobs: { title: string; state: string }[] = []
const opened: string[] = []
let closed = false
let told: string[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-desktop-'))
  jobs = []
  opened.length = 0
  closed = false
  told = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function start(
  double = createElectronDouble(),
  argv: string[] = [],
  program = new EventEmitter(),
  platform: NodeJS.Platform = 'linux'
) {
  await startDesktop(double.electron, {
    argv,
    program,
    platform,
    log: { error: message => void told.push(`log: ${message}`) },
    files: { preload: '/app/preload/index.cjs', state: join(folder, 'window.json') },
    createBackend: () =>
      Promise.resolve({
        fetch: request =>
          Promise.resolve(
            request.url.endsWith('/rpc/jobs/list')
              ? Response.json({ json: jobs })
              : new Response(new URL(request.url).pathname)
          ),
        openProject: path => Promise.resolve(opened.push(path)),
        tell: message => void told.push(message),
        close: () => Promise.resolve(void (closed = true))
      })
  })
  const window = double.window()
  if (!window) throw new Error('no window was made')
  return { ...double, window }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

describe('the desktop host', () => {
  it('registers its scheme before the app is ready and answers it by the backend', async () => {
    const { calls, state, window } = await start()
    expect(calls).toEqual(['schemes', 'ready'])
    expect(state.schemes[0]).toMatchObject({
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true }
    })
    expect(window.url).toBe('app://vitrine/')
    expect(await (await state.handler?.(new Request('app://vitrine/media/x')))?.text()).toBe('/media/x')
  })

  it('shows a sandboxed page that can reach nothing but its own origin', async () => {
    const { state, window } = await start()
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false
    })
    const granted = (permission: string) => {
      let answered: boolean | null = null
      state.permission?.(null, permission, answer => (answered = answer))
      return answered
    }
    expect(granted('media')).toBe(false)
    // A run tells its end outside the window.
    expect(granted('notifications')).toBe(true)
    expect(['media', 'notifications'].map(permission => state.mayAlready?.(null, permission))).toEqual([false, true])
    expect(window.webContents.openHandler?.({ url: 'https://example.org/rights' })).toEqual({ action: 'deny' })
    expect(window.webContents.openHandler?.({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' })
    expect(state.external).toEqual(['https://example.org/rights'])
    const navigate = (url: string, event = 'will-navigate') => {
      let prevented = false
      window.webContents.emit(event, { preventDefault: () => (prevented = true) }, url)
      return prevented
    }
    expect(navigate('https://evil.example/')).toBe(true)
    expect(navigate('app://vitrine.evil.example/')).toBe(true)
    expect(navigate('app://vitrine/#/library')).toBe(false)
    expect(navigate('https://evil.example/', 'will-redirect')).toBe(true)
    let attached = true
    window.webContents.emit('will-attach-webview', { preventDefault: () => (attached = false) })
    expect(attached).toBe(false)
  })

  it('opens the project it was started with, one that a second start names, and focuses its window', async () => {
    const { app, window } = await start(undefined, ['vitrine', '/data/Coats.vitrine'])
    expect(opened).toEqual(['/data/Coats.vitrine'])
    app.emit('second-instance', {}, ['vitrine', 'Shoes.vitrine'], '/data')
    expect(opened).toEqual(['/data/Coats.vitrine', '/data/Shoes.vitrine'])
    expect(window.focused).toBe(1)
  })

  it('opens what a second start names while the first one still starts', async () => {
    const double = createElectronDouble()
    const starting = start(double)
    double.app.emit('second-instance', {}, ['vitrine', 'Shoes.vitrine'], '/data')
    await starting
    expect(opened).toEqual(['/data/Shoes.vitrine'])
  })

  it('leaves the work to the instance that is there already', async () => {
    const double = createElectronDouble()
    double.state.hasLock = false
    await expect(start(double)).rejects.toThrow('no window was made')
    expect(double.calls).toEqual(['quit'])
  })

  it('asks before a running job is cut off', async () => {
    jobs = [{ title: 'Train “deep”', state: 'running' }]
    const { app, state, calls } = await start()
    state.answers = [0]
    app.quit()
    await settled()
    await settled()
    expect(state.questions[0]?.message).toContain('Train “deep”')
    expect({ closed, calls }).toMatchObject({ closed: false })
    expect(calls).not.toContain('quit')
    state.answers = [1]
    app.quit()
    await expect.poll(() => calls).toContain('quit')
    expect(closed).toBe(true)
  })

  it('asks also when the window is closed, once, and leaves though the backend is stuck', async () => {
    jobs = [{ title: 'Train “deep”', state: 'running' }]
    const { app, state, calls, window } = await start()
    let prevented = 0
    const close = () => window.emit('close', { preventDefault: () => prevented++ })
    state.answers = [0, 1]
    close()
    app.quit()
    await expect.poll(() => state.questions.length).toBe(1)
    await settled()
    expect({ prevented, closed, quits: calls.includes('quit') }).toEqual({ prevented: 1, closed: false, quits: false })
    close()
    await expect.poll(() => calls).toContain('quit')
    expect(state.questions.length).toBe(2)
    // Now it goes by itself.
    close()
    expect(prevented).toBe(2)
  })

  describe('on macOS, where the program outlives its window', () => {
    async function withoutWindow() {
      const host = await start(undefined, [], undefined, 'darwin')
      host.window.emit('close', { preventDefault: () => expect.unreachable('the window may close') })
      host.window.emit('closed')
      host.app.emit('window-all-closed')
      expect(host.state.quits).toBe(0)
      return host
    }

    it('shows a new one for a menu command, when it is started again and when its icon is clicked', async () => {
      const { app, clickMenu, windows } = await withoutWindow()
      clickMenu('File', 'New Project…')
      expect(windows).toHaveLength(2)
      const contents = windows[1]?.webContents
      expect(contents?.sent).toEqual([])
      contents?.emit('did-finish-load')
      expect(contents?.sent.map(({ channel }) => channel)).toEqual([desktopChannels.command])
      app.emit('activate')
      expect(windows).toHaveLength(2)
      windows.at(-1)?.emit('closed')
      app.emit('second-instance', {}, ['vitrine'], '/')
      app.emit('activate')
      expect(windows).toHaveLength(3)
    })

    it('asks before a running job is cut off also when no window is there', async () => {
      jobs = [{ title: 'Train “deep”', state: 'running' }]
      const { app, state, calls } = await withoutWindow()
      state.answers = [0]
      app.quit()
      await expect.poll(() => state.questions.length).toBe(1)
      await settled()
      expect(calls).not.toContain('quit')
    })

    it('has the menu of the program first and that of the windows beside Help', async () => {
      const { state } = await start(undefined, [], undefined, 'darwin')
      expect(state.menu.map(({ label, role }) => label ?? role)).toEqual([
        ...['appMenu', 'File', 'Edit', 'View', 'windowMenu', 'Help']
      ])
    })
  })

  it('says why it can’t start and ends', async () => {
    const { electron, calls, window } = createElectronDouble()
    const files = { preload: '', state: join(folder, 'window.json') }
    const createBackend = () => Promise.reject(new Error('The disk is full.'))
    const log = { error: () => undefined }
    await startDesktop(electron, { argv: [], files, createBackend, log, program: new EventEmitter() })
    expect(calls).toEqual(['schemes', 'ready', 'error: Vitrine could not start: The disk is full.', 'exit 1'])
    expect(window()).toBeUndefined()
  })

  it('tells the window of a promise that failed unheard, and goes on', async () => {
    const program = new EventEmitter()
    const { calls } = await start(undefined, [], program)
    program.emit('unhandledRejection', new Error('The tile is gone.'))
    expect(told).toEqual(['log: A promise failed unheard', expect.stringContaining('The tile is gone.')])
    expect(closed).toBe(false)
    expect(calls).not.toContain('exit 1')
  })

  it('says that it has to close after a fault that fell through, and closes the project before it ends', async () => {
    const program = new EventEmitter()
    const { calls } = await start(undefined, [], program)
    program.emit('uncaughtException', new Error('No such row.'))
    expect(calls.at(-1)).toMatch(/^error: Vitrine has to close: .*No such row\./)
    await expect.poll(() => calls).toContain('exit 1')
    expect(closed).toBe(true)
  })

  it('opens a folder that the system hands over before and after the start', async () => {
    const double = createElectronDouble()
    const handOver = (path: string) => double.app.emit('open-file', { preventDefault: () => undefined }, path)
    const starting = start(double)
    handOver('/data/Early.vitrine')
    await starting
    handOver('/data/Later.vitrine')
    expect(opened).toEqual(['/data/Early.vitrine', '/data/Later.vitrine'])
  })

  it('offers to reload a page that crashed', async () => {
    const { window, state } = await start()
    state.answers = [0]
    window.webContents.emit('render-process-gone', {}, { reason: 'oom' })
    await settled()
    expect(state.questions[0]?.detail).toContain('oom')
    expect(window.reloads).toBe(1)
  })

  it('keeps the window where it was', async () => {
    const { window } = await start()
    window.emit('close', { preventDefault: () => undefined })
    const { window: next } = await start()
    expect(next.options).toMatchObject({ x: 10, y: 20, width: 1200, height: 800 })
  })

  it('sends menu commands to the page and shows dialogs to its own page only', async () => {
    const { state, window } = await start()
    const file = state.menu.find(({ label }) => label === 'File')
    const items = Array.isArray(file?.submenu) ? file.submenu : []
    const open = items.find(({ label }) => label === 'Open Project…')
    // Electron passes the item and the window; ours needs neither.
    ;(open?.click as unknown as () => void)()
    expect(window.webContents.sent).toEqual([{ channel: desktopChannels.command, value: 'project.open' }])

    const choose = state.handlers.get(desktopChannels.choose)
    state.chosen = '/data/Coats.vitrine'
    expect(await choose?.({ senderFrame: { url: 'app://vitrine/' } }, 'project')).toBe('/data/Coats.vitrine')
    await expect(choose?.({ senderFrame: { url: 'https://evil.example/' } }, 'project')).rejects.toThrow('may not ask')
    await expect(choose?.({ senderFrame: { url: 'app://vitrine/' } }, '__proto__')).rejects.toThrow('no such dialog')
    const setTitle = state.handlers.get(desktopChannels.title)
    setTitle?.({ senderFrame: { url: 'app://vitrine/' } }, 'Coats')
    // Nobody would catch what a listener throws: the program would end.
    setTitle?.({ senderFrame: { url: 'https://evil.example/' } }, 'Shoes')
    setTitle?.({ senderFrame: null }, 'Shoes')
    expect(window.title).toBe('Coats')
  })
})

describe('the package', () => {
  it('packages with the fuses shut', async () => {
    const settings = await readFile(join(import.meta.dirname, '../../../../electron-builder.yml'), 'utf8')
    expect(settings).toMatch(/runAsNode: false/)
    expect(settings).toMatch(/onlyLoadAppFromAsar: true/)
    expect(settings).toMatch(/ext: vitrine/)
  })
})
