import { bridgeName, type DesktopBridge } from '@shared/contract/desktop'

declare global {
  interface Window {
    readonly [bridgeName]?: DesktopBridge
  }
}

/** What the desktop host adds to a web page; null in a browser. */
export const desktop: DesktopBridge | null = globalThis.window?.[bridgeName] ?? null
