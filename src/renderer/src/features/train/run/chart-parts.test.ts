import { expect, test } from 'vitest'
import { lossLabel } from './chart-parts'

test('a loss has three digits and fits beside its axis, however far it ran away', () => {
  expect([0, 1e-7, 0.04236, 2.3, 1500, 99_990, 800_000_000_000].map(lossLabel)).toEqual([
    ...['0', '1e-7', '0.0424', '2.3', '1,500', '1e5', '8e11']
  ])
})
