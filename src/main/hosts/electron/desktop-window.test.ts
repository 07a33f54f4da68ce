import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { afterEach, describe, expect, it } from 'vitest'
import { bridgeName, desktopChannels } from '@shared/contract/desktop'
import { startTestBackend } from '../../testing/test-backend'
import { listen } from '../listen'
import { startDesktop } from './desktop'
import { createElectronDouble } from './testing/electron-double'

const rendererDir = resolve('out/renderer')
const executablePath = process.env.VITRINE_CHROMIUM ?? ''
/** What the window needs that this machine may lack; `npm test` builds and finds both. */
const missing = [
  ...(existsSync(join(rendererDir, 'index.html')) ? [] : ['a built window (npm run build)']),
  ...(existsSync(executablePath) ? [] : ['Chromium (VITRINE_CHROMIUM)'])
]

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp()
})

/**
 * The real window in Chromium, answered by the handler that the desktop host gave to Electron's `protocol.handle`, with
 * a bridge that speaks to the host as the preload script does. Chromium knows no `app:` scheme: a port stands for it.
 */
async function openWindow() {
  const { backend, client, folder } = await startTestBackend({ host: 'electron', rendererDir })
  const double = createElectronDouble()
  await startDesktop(double.electron, {
    argv: [],
    log: { error: () => undefined },
    program: new EventEmitter(),
    files: { preload: '/app/preload/index.cjs', state: join(folder, 'window.json') },
    createBackend: () => Promise.resolve({ ...backend, close: () => Promise.resolve() })
  })
  const { handler, handlers } = double.state
  if (!handler) throw new Error('the host gave no handler')
  const server = await listen({ hostname: '127.0.0.1', port: 0, fetch: handler })
  cleanups.push(() => server.close())
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  })
  cleanups.push(() => browser.close())
  const page: Page = await browser.newPage()
  await page.exposeFunction('askHost', (channel: string, value: unknown) =>
    handlers.get(channel)?.({ senderFrame: { url: 'app://vitrine/' } }, value)
  )
  await page.addInitScript(
    ({ name, channels }) => {
      // exposeFunction has put askHost there; commandFromMenu is how the test stands in for ipcRenderer.
      const here = window as unknown as Record<string, (...args: unknown[]) => unknown>
      Object.assign(here, {
        [name]: {
          choose: (what: string) => here.askHost?.(channels.choose, what),
          revealInFolder: (path: string) => here.askHost?.(channels.reveal, path),
          setTitle: (title: string) => void here.askHost?.(channels.title, title),
          onCommand: (listener: (command: unknown) => void) => {
            here.commandFromMenu = command => listener(command)
            return () => undefined
          },
          pathOf: () => ''
        }
      })
    },
    { name: bridgeName, channels: desktopChannels }
  )
  await page.goto(`http://127.0.0.1:${server.port}/`)
  return { page, client, folder, ...double }
}

describe.skipIf(missing.length > 0)(
  `the desktop's window${missing.length > 0 ? `, for want of ${missing.join(' and ')}` : ''}`,
  () => {
    it('opens a project by the native dialog and obeys the native menu', async () => {
      const { page, client, folder, state, clickMenu, window } = await openWindow()
      const { path } = await client.projects.create({ name: 'Coats', folder })
      await client.projects.close()

      state.chosen = path
      await page.getByRole('button', { name: /Open project…/ }).click()
      await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor()
      expect(await client.projects.current()).toMatchObject({ name: 'Coats' })

      /** Clicks an entry of the native menu and hands its command to the page, as the preload script does. */
      async function click(menu: string, label: string): Promise<void> {
        clickMenu(menu, label)
        const sent = window()?.webContents.sent.at(-1)
        expect(sent?.channel).toBe(desktopChannels.command)
        await page.evaluate(command => {
          // Put there by the script above.
          ;(window as unknown as { commandFromMenu(command: unknown): void }).commandFromMenu(command)
        }, sent?.value)
      }
      const dialogs = page.locator('[data-modal]')
      await click('File', 'Import…')
      await page.getByRole('dialog', { name: 'Import' }).waitFor()
      await page.keyboard.press('Escape')
      await dialogs.waitFor({ state: 'detached' })

      await click('Help', 'Keyboard Shortcuts')
      await page.getByRole('dialog', { name: 'Keys' }).waitFor()
      // Nothing happens behind a dialog, nor above it: one Escape leads back.
      await click('File', 'Import…')
      await page.keyboard.press('Escape')
      await dialogs.waitFor({ state: 'detached' })
    })
  }
)
