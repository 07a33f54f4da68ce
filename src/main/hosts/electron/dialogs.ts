import type { IpcMainInvokeEvent, OpenDialogOptions } from 'electron'
import { desktopChannels, type DesktopBridge } from '@shared/contract/desktop'
import { VitrineError } from '@shared/contract/errors'
import type { ElectronModule, LiveWindow } from './electron-module'

type Choice = Parameters<DesktopBridge['choose']>[0]

const dialogs: Readonly<Record<Choice, OpenDialogOptions>> = {
  // A project is a folder; on macOS it is shown as one file.
  project: { title: 'Open project', properties: ['openDirectory', 'openFile'] },
  folder: { title: 'Choose a folder', properties: ['openDirectory'] },
  file: { title: 'Choose a file', properties: ['openFile'] },
  'save-folder': { title: 'Choose where to save', properties: ['openDirectory', 'createDirectory'] }
}

/** Answers what the preload script asks, and only when our own page asks it. */
export function installDialogs({ ipcMain, dialog, shell }: ElectronModule, window: LiveWindow, origin: string): void {
  const isOurs = ({ senderFrame }: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean =>
    senderFrame?.url.startsWith(`${origin}/`) ?? false
  const check = (event: Pick<IpcMainInvokeEvent, 'senderFrame'>): void => {
    if (!isOurs(event)) throw new VitrineError('NO_PERMISSION', 'This page may not ask that.')
  }
  ipcMain.handle(desktopChannels.choose, async (event, what: unknown) => {
    check(event)
    if (typeof what !== 'string' || !Object.hasOwn(dialogs, what))
      throw new VitrineError('INVALID_INPUT', 'There is no such dialog.')
    const [over, asked] = [window(), dialogs[what as Choice]]
    const { canceled, filePaths } = await (over ? dialog.showOpenDialog(over, asked) : dialog.showOpenDialog(asked))
    return canceled ? null : (filePaths[0] ?? null)
  })
  ipcMain.handle(desktopChannels.reveal, (event, path: unknown) => {
    check(event)
    if (typeof path === 'string') shell.showItemInFolder(path)
  })
  ipcMain.on(desktopChannels.title, (event, title: unknown) => {
    // Nobody hears an answer: an error thrown here would end the program.
    if (isOurs(event) && typeof title === 'string') window()?.setTitle(title.slice(0, 200))
  })
}
