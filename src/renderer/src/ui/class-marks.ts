import type { ClassEntry } from '@shared/contract/classes'

/** What is needed to draw a class. */
export type MarkedClass = Pick<ClassEntry, 'name' | 'position' | 'color'>

/** The digit that labels with the class (1 … 9, 0 for the tenth), or null from the eleventh on. */
export const keyDigit = (position: number): string | null => (position < 10 ? String((position + 1) % 10) : null)

/** What stands in a class's mark: its key, or the first two letters of its name. */
export const markText = (entry: Pick<ClassEntry, 'name' | 'position'>): string =>
  keyDigit(entry.position) ?? entry.name.slice(0, 2)

const channel = (hex: string, at: number): number => {
  const value = parseInt(hex.slice(at, at + 2), 16) / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** Relative luminance of `#rrggbb` (WCAG 2). */
export const luminance = (hex: string): number =>
  0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5)

/** Black or white, whichever reads better on the colour. */
export const inkOn = (hex: string): '#000' | '#fff' => {
  const l = luminance(hex)
  return (l + 0.05) / 0.05 >= 1.05 / (l + 0.05) ? '#000' : '#fff'
}
