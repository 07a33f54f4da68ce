/** What the preload script offers the page: only what a web page can't do by itself. Absent in a browser. */
export interface DesktopBridge {
  /** Native open dialogs; null when the user cancelled. The path is what a person chose, never made up by the page. */
  choose(what: 'project' | 'folder' | 'file' | 'save-folder'): Promise<string | null>
  revealInFolder(path: string): Promise<void>
  setTitle(title: string): void
  /** Menu commands carry the same ids as the keyboard's commands. */
  onCommand(listener: (command: string) => void): () => void
  /** Path of a file or folder dropped on the window. */
  pathOf(file: File): string
}

/** Name of the bridge on `window`. */
export const bridgeName = 'vitrineDesktop'

/** Messages between preload and main. */
export const desktopChannels = {
  choose: 'desktop:choose',
  reveal: 'desktop:reveal',
  title: 'desktop:title',
  command: 'desktop:command'
} as const
