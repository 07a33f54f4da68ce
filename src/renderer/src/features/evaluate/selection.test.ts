import { describe, expect, it } from 'vitest'
import { formatSelection, parseSelection, type Selection } from './selection'

describe('what the gallery shows, in the address', () => {
  const selections: Selection[] = [
    { kind: 'cell', truth: 6, predicted: 0 },
    { kind: 'errors' },
    { kind: 'below', threshold: 0.85 },
    { kind: 'predicted', predicted: 3 }
  ]
  it.each(selections)('comes back as it was: %o', selection => {
    expect(parseSelection(formatSelection(selection))).toEqual(selection)
  })
  it.each(['', '6', '6-', 'x-y', 'below-', 'below-much', 'as-', 'as-x', undefined, ['6-0']])(
    'is nothing for %o',
    text => {
      expect(parseSelection(text)).toBeNull()
    }
  )
})
