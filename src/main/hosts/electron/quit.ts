import type { BrowserWindow, MessageBoxOptions } from 'electron'
import type { Client } from '@shared/contract/contract'
import type { ElectronModule, LiveWindow } from './electron-module'

/**
 * Asks before a running job is ended by quitting, and closes the backend in good order. `guard` makes closing a window
 * the same as quitting.
 */
export function askBeforeQuitting(
  { app, dialog }: ElectronModule,
  close: () => Promise<void>,
  client: Pick<Client, 'jobs'>,
  window: LiveWindow
): { guard(window: BrowserWindow): void } {
  let state: 'open' | 'asking' | 'leaving' = 'open'
  app.on('before-quit', event => {
    if (state === 'leaving') return
    event.preventDefault()
    if (state === 'open') void leave()
  })
  async function leave(): Promise<void> {
    state = 'asking'
    // A backend that does not answer must not keep anybody from leaving.
    const mayLeave = await ask().catch(() => true)
    state = mayLeave ? 'leaving' : 'open'
    if (!mayLeave) return
    await close().catch(() => undefined)
    app.quit()
  }

  async function ask(): Promise<boolean> {
    const running = (await client.jobs.list()).filter(job => job.state === 'running' || job.state === 'queued')
    if (running.length === 0) return true
    const question: MessageBoxOptions = {
      type: 'question',
      message:
        running.length === 1 ? `“${running[0]?.title}” is still running` : `${running.length} jobs are still running`,
      detail: 'A training is kept at its last checkpoint and can be resumed at the next start.',
      buttons: ['Keep running', 'Stop and quit'],
      defaultId: 0,
      cancelId: 0
    }
    const over = window()
    const { response } = await (over ? dialog.showMessageBox(over, question) : dialog.showMessageBox(question))
    return response === 1
  }

  return {
    guard(shown) {
      shown.on('close', event => {
        if (state === 'leaving') return
        event.preventDefault()
        app.quit()
      })
    }
  }
}
