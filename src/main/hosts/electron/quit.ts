import type { BrowserWindow } from 'electron'
import type { Client } from '@shared/contract/contract'
import type { DesktopBackend, ElectronModule } from './desktop'

/** Asks before a running job is ended by quitting, and closes the backend in good order. */
export function askBeforeQuitting(
  { app, dialog }: ElectronModule,
  backend: DesktopBackend,
  client: Pick<Client, 'jobs'>,
  window: () => BrowserWindow
): void {
  let leaving = false
  app.on('before-quit', event => {
    if (leaving) return
    event.preventDefault()
    void leave()
  })

  async function leave(): Promise<void> {
    const running = (await client.jobs.list()).filter(job => job.state === 'running' || job.state === 'queued')
    if (running.length > 0) {
      const { response } = await dialog.showMessageBox(window(), {
        type: 'question',
        message:
          running.length === 1 ? `“${running[0]?.title}” is still running` : `${running.length} jobs are still running`,
        detail: 'A training is kept at its last checkpoint and can be resumed at the next start.',
        buttons: ['Keep running', 'Stop and quit'],
        defaultId: 0,
        cancelId: 0
      })
      if (response === 0) return
    }
    leaving = true
    await backend.close()
    app.quit()
  }
}
