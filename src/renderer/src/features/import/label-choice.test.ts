import { expect, test } from 'vitest'
import type { FoundLabel } from '@shared/contract/sources'
import { nameOf, sameClass, targetOf, withTarget } from './label-choice'

const label = (text: string, more: Partial<FoundLabel> = {}): FoundLabel => ({
  ...{ text, count: 1, origin: 'tag', className: null, suggestion: 'class' },
  ...more
})
const classes = ['Dress', 'Coat']

test('without a choice the preview’s suggestion counts', () => {
  expect(nameOf(label('dress', { className: 'Dress' }), {})).toBe('Dress')
  expect(nameOf(label('Paris', { suggestion: 'leave-out' }), {})).toBe(null)
  expect(nameOf(label('Look', { suggestion: 'box' }), {})).toBe('')
  expect(nameOf(label('constructor'), {})).toBe('constructor')
})

test('a choice is one of the classes, a new one, a box or nothing, and says so again', () => {
  const hat = label('Hat')
  for (const target of ['class:Coat', 'new', 'box', 'leave-out'] as const)
    expect(targetOf(nameOf(hat, withTarget({}, [hat], target)), classes)).toBe(target)
})

test('texts that come to one class are told, whatever their case', () => {
  const labels = [label('dress'), label('Dress'), label('gown'), label('hat')]
  const same = sameClass(labels, { gown: 'DRESS' })
  expect(same.get('gown')).toEqual(['dress', 'Dress'])
  expect(same.has('hat')).toBe(false)
})
