import { expect, test } from 'vitest'
import { cardNote } from './device'

test('a card is said to be unproven; libraries without one are said to lie idle', () => {
  expect(cardNote(true, true)).toMatch(/not been tried on an NVIDIA card/)
  expect(cardNote(false, true)).toMatch(/found no card.*nvidia-smi/)
  expect(cardNote(false, false)).toBeNull()
})
