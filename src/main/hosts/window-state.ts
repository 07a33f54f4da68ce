import { readFileSync, writeFileSync } from 'node:fs'

export interface WindowState {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

/** A rectangle of a screen that windows may cover. */
export type WorkArea = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>

const defaultState: WindowState = { width: 1440, height: 900, maximized: false }

/** Where a window stood and how large it was, kept in a JSON file; without a place when its screen is gone. */
export function readWindowState(file: string, screens: readonly WorkArea[]): WindowState {
  try {
    // Written below; anything else fails the number checks.
    const state = JSON.parse(readFileSync(file, 'utf8')) as WindowState
    const { x, y, width, height, maximized } = state
    if (![width, height].every(side => Number.isFinite(side) && side >= 400)) return defaultState
    const isVisible = screens.some(
      area =>
        x !== undefined &&
        y !== undefined &&
        x >= area.x &&
        x < area.x + area.width &&
        y >= area.y &&
        y < area.y + area.height
    )
    return isVisible ? state : { width, height, maximized: maximized === true }
  } catch {
    return defaultState
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state))
  } catch {
    // Where the window stood is not worth an error at closing time.
  }
}
