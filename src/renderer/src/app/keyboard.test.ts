import { expect, test } from 'vitest'
import type { Command } from '@/stores/commands'
import { chordOf, findConflicts, isSingleKey, type KeyStroke } from './keyboard'

const stroke = (key: string, code: string, held: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held
})

test.each([
  ['a letter', stroke('r', 'KeyR'), 'R'],
  ['a letter with Shift', stroke('R', 'KeyR', { shiftKey: true }), 'Shift+R'],
  ['a digit above which ! stands', stroke('!', 'Digit1', { shiftKey: true }), 'Shift+1'],
  ['a digit on a French keyboard', stroke('&', 'Digit1'), '1'],
  ['a letter on a Greek keyboard', stroke('ρ', 'KeyR'), 'R'],
  ['a letter on a Dvorak keyboard', stroke('p', 'KeyR'), 'P'],
  ['a question mark', stroke('?', 'Slash', { shiftKey: true }), '?'],
  ['a plus', stroke('+', 'Equal', { shiftKey: true }), 'Plus'],
  ['Cmd on a Mac', stroke('z', 'KeyZ', { metaKey: true, shiftKey: true }), 'Ctrl+Shift+Z'],
  ['modifiers in a fixed order', stroke('ArrowLeft', 'ArrowLeft', { altKey: true, ctrlKey: true }), 'Ctrl+Alt+Left'],
  ['a modifier alone', stroke('Shift', 'ShiftLeft', { shiftKey: true }), ''],
  ['the space bar', stroke(' ', 'Space'), 'Space']
])('reads %s', (_, keys, chord) => {
  expect(chordOf(keys)).toBe(chord)
})

test('single keys are those that dictation or a slip of the hand may type', () => {
  expect(['R', '?', '1', 'Shift+1', 'Plus', '/'].filter(isSingleKey)).toHaveLength(6)
  expect(['Ctrl+R', 'F1', 'Esc', 'Enter', 'Left', 'Alt+1', 'Space'].filter(isSingleKey)).toEqual([])
})

const command = (id: string, scope: string, ...keys: string[]): Command => ({
  id,
  title: id,
  scope,
  keys,
  run: () => undefined
})

test('commands conflict within a scope and with those that hold everywhere, not between screens', () => {
  const commands = [
    command('undo', 'everywhere', 'Ctrl+Z'),
    command('draw', 'annotate', 'R'),
    command('rerun', 'train', 'R'),
    command('rotate', 'annotate', 'R'),
    command('zap', 'train', 'Ctrl+Z')
  ]
  const conflicts = findConflicts(commands, ({ keys }) => keys)
  expect(conflicts.get('R')).toEqual(['draw', 'rotate'])
  expect(conflicts.get('Ctrl+Z')).toEqual(['undo', 'zap'])
})
