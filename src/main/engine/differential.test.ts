import { beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from './backend'
import { knownBackends } from './backends'
import { locateTensorflow } from './tensorflow/locate'
import { figuresOf, largestError } from './testing/case-figures'
import { randomCase } from './testing/random-case'

const SEEDS = Array.from({ length: 16 }, (_, at) => at + 1)
/** Relative to the largest value; float32 sums in another order stay a hundred times below. */
const TOLERANCE = 1e-3

const opened = new Map<string, Backend>()
beforeAll(async () => {
  for (const candidate of knownBackends()) {
    if (candidate.name === 'tensorflow' && locateTensorflow() === null) continue
    opened.set(candidate.name, await candidate.open())
  }
})

describe('random models compute alike on every engine', () => {
  test.for(SEEDS)('seed %i', async seed => {
    const given = randomCase(seed)
    const oracle = opened.get('cpu')
    if (!oracle) throw new Error('the oracle is missing')
    const expected = await figuresOf(oracle, given)
    for (const [name, backend] of opened) {
      if (backend === oracle) continue
      const actual = await figuresOf(backend, given)
      for (const [what, values] of expected)
        expect(largestError(actual.get(what), values), `${what} on ${name}`).toBeLessThan(TOLERANCE)
    }
  })
})
