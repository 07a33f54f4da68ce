import type { BrowserWindow } from 'electron'
import type { Client } from '@shared/contract/contract'
import type { DesktopBackend, ElectronModule } from './desktop'

/** Asks before a running job is ended by quitting or by closing the window, and closes the backend in good order. */
export function askBeforeQuitting(
  { app, dialog }: ElectronModule,
  backend: DesktopBackend,
  client: Pick<Client, 'jobs'>,
  window: () => BrowserWindow
): void {
  let state: 'open' | 'asking' | 'leaving' = 'open'
  app.on('before-quit', event => {
    if (state === 'leaving') return
    event.preventDefault()
    if (state === 'open') void leave()
  })
  // Elsewhere the last window is the program: while it asks, the window has to stand.
  if (process.platform !== 'darwin') {
    window().on('close', event => {
      if (state === 'leaving') return
      event.preventDefault()
      app.quit()
    })
  }

  async function leave(): Promise<void> {
    state = 'asking'
    // A backend that does not answer must not keep anybody from leaving.
    const mayLeave = await ask().catch(() => true)
    state = mayLeave ? 'leaving' : 'open'
    if (!mayLeave) return
    await backend.close().catch(() => undefined)
    app.quit()
  }

  async function ask(): Promise<boolean> {
    const running = (await client.jobs.list()).filter(job => job.state === 'running' || job.state === 'queued')
    if (running.length === 0) return true
    const { response } = await dialog.showMessageBox(window(), {
      type: 'question',
      message:
        running.length === 1 ? `“${running[0]?.title}” is still running` : `${running.length} jobs are still running`,
      detail: 'A training is kept at its last checkpoint and can be resumed at the next start.',
      buttons: ['Keep running', 'Stop and quit'],
      defaultId: 0,
      cancelId: 0
    })
    return response === 1
  }
}
