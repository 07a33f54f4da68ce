import type { Command } from '@/stores/commands'

/** The parts of a keyboard event that a chord is made of. */
export type KeyStroke = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const names: Readonly<Record<string, string>> = {
  ' ': 'Space',
  '+': 'Plus',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
  Delete: 'Del'
}

/** Chords of text editing: in a text field they belong to the field. */
const editing = new Set(['Ctrl+Z', 'Ctrl+Y', 'Ctrl+Shift+Z', 'Ctrl+A', 'Ctrl+C', 'Ctrl+X', 'Ctrl+V'])

function baseKey({ key, code }: KeyStroke): string {
  // Digits by position: Shift+1 is "!" on one keyboard and "+" on another.
  const digit = /^Digit(\d)$/.exec(code)
  if (digit?.[1]) return digit[1]
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  // Letters by position where the layout has no Latin ones.
  const letter = /^Key([A-Z])$/.exec(code)
  if (letter?.[1] && key.length === 1) return letter[1]
  return names[key] ?? key
}

/** `Ctrl+Alt+Shift+Key`, modifiers in this order; on a Mac, Cmd counts as Ctrl. '' for a modifier alone. */
export function chordOf(stroke: KeyStroke): string {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead'].includes(stroke.key)) return ''
  const base = baseKey(stroke)
  // The shift that types "?" or "+" is part of the character.
  const isSign = base === 'Plus' || (base.length === 1 && !/[A-Z0-9]/.test(base))
  const parts = [
    (stroke.ctrlKey || stroke.metaKey) && 'Ctrl',
    stroke.altKey && 'Alt',
    stroke.shiftKey && !isSign && 'Shift',
    base
  ]
  return parts.filter(Boolean).join('+')
}

/** A single character without Ctrl or Alt: what WCAG 2.1.4 wants to be switchable. */
export const isSingleKey = (chord: string): boolean => /^(Shift\+)?(.|Plus)$/.test(chord)

/** Command ids that answer to the same chord in the same or an overlapping scope. */
export function findConflicts(
  commands: readonly Command[],
  keysOf: (command: Command) => readonly string[]
): ReadonlyMap<string, readonly string[]> {
  const byChord = new Map<string, Command[]>()
  for (const command of commands) {
    for (const chord of keysOf(command)) byChord.set(chord, [...(byChord.get(chord) ?? []), command])
  }
  const conflicts = new Map<string, readonly string[]>()
  for (const [chord, holders] of byChord) {
    const clashing = holders.filter(one =>
      holders.some(
        other =>
          other.id !== one.id &&
          (other.scope === one.scope || other.scope === 'everywhere' || one.scope === 'everywhere')
      )
    )
    if (clashing.length > 1) conflicts.set(chord, [...new Set(clashing.map(command => command.id))])
  }
  return conflicts
}

export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
    return true
  }
  return target instanceof HTMLInputElement && !/^(checkbox|radio|range|button|submit|file|color)$/.test(target.type)
}

/** What lies under a modal dialog must not change behind it. */
export const isModalOpen = (): boolean => document.querySelector('[data-modal]') !== null

/** May this chord act while focus is where it is? */
export function isAllowedAt(chord: string, target: EventTarget | null, singleKeys: boolean): boolean {
  if (isSingleKey(chord) && !singleKeys) return false
  if (!isTextField(target)) return true
  if (editing.has(chord)) return false
  return /^(Ctrl|Alt)\+/.test(chord) || /^(Shift\+)?F\d+$/.test(chord)
}

export interface KeyRouterOptions {
  readonly commands: () => readonly Command[]
  readonly keysOf: (command: Command) => readonly string[]
  readonly isEnabled: (command: Command) => boolean
  readonly singleKeys: () => boolean
}

/** Gives each key to the newest command that wants it and may have it now. */
export function createKeyRouter({ commands, keysOf, isEnabled, singleKeys }: KeyRouterOptions) {
  return (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const chord = chordOf(event)
    if (chord === '' || !isAllowedAt(chord, event.target, singleKeys())) return
    const target = event.target instanceof Element ? event.target : null
    // Open menus and lists read letters as type-ahead.
    if (isSingleKey(chord) && target?.closest('[role=menu]')) return
    const modal = isModalOpen()
    const command = commands().findLast(candidate => {
      if (candidate.described || !keysOf(candidate).includes(chord) || !isEnabled(candidate)) return false
      if (modal && !candidate.inDialogs) return false
      const element = candidate.within?.()
      return candidate.within === undefined || (element?.contains(target) ?? false)
    })
    if (!command) return
    event.preventDefault()
    command.run(event)
  }
}
