import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { bridgeName, desktopChannels, type DesktopBridge } from '@shared/contract/desktop'

const bridge: DesktopBridge = {
  choose: what => ipcRenderer.invoke(desktopChannels.choose, what),
  revealInFolder: path => ipcRenderer.invoke(desktopChannels.reveal, path),
  setTitle: title => ipcRenderer.send(desktopChannels.title, title),
  onCommand(listener) {
    const receive = (_event: unknown, command: string) => listener(command)
    ipcRenderer.on(desktopChannels.command, receive)
    return () => ipcRenderer.off(desktopChannels.command, receive)
  },
  pathOf: file => webUtils.getPathForFile(file)
}

contextBridge.exposeInMainWorld(bridgeName, bridge)
