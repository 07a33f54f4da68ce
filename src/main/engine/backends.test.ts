import { beforeAll, describe, expect, test } from 'vitest'
import { VitrineError } from '@shared/contract/errors'
import type { Backend } from './backend'
import { createBackendOpener, type Candidate } from './backends'
import { doctor } from './handlers/doctor'
import { createTfjsBackend } from './tfjs/tfjs-backend'

let cpu: Backend
let wasm: Backend
beforeAll(async () => {
  cpu = await createTfjsBackend('cpu')
  wasm = await createTfjsBackend('wasm')
})

const good: Candidate = { name: 'wasm', open: async () => wasm }
const oracle: Candidate = { name: 'cpu', open: async () => cpu }
const absent: Candidate = {
  name: 'tensorflow',
  open: () => Promise.reject(new VitrineError('NOT_FOUND', 'TensorFlow is not installed. Install it.'))
}
/** Loads, but what it predicts is changed. */
const predicting = (change: (value: number, at: number) => number): Candidate => ({
  name: 'tensorflow',
  async open() {
    return {
      ...wasm,
      name: 'tensorflow',
      async compile(model, options) {
        const compiled = await wasm.compile(model, options)
        return { ...compiled, predict: async (...of) => (await compiled.predict(...of)).map(change) }
      }
    }
  }
})
/** Off by a thousandth and more. */
const wrong = predicting(value => value + 0.01)
/** One value of all is no number. */
const broken = predicting((value, at) => (at === 4 ? NaN : value))

describe('the choice of a back end', () => {
  test.each([
    ['is not there', absent],
    ['computes wrong results', wrong],
    ['computes what is no number', broken]
  ])('goes on to the next when one %s', async (_, first) => {
    expect((await createBackendOpener([first, good, oracle])('auto')).name).toBe('wasm')
  })

  test('asked for by name, it says why it is out', async () => {
    await expect(createBackendOpener([wrong, good, oracle])('tensorflow')).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringMatching(/wrong results on this machine/)
    })
  })

  test('with none left, all reasons are given', async () => {
    await expect(createBackendOpener([absent, { ...wrong, name: 'wasm' }, oracle])('auto')).rejects.toThrow(
      /not installed.*wrong results/
    )
  })

  test('tells whoever asks why a better one is not used, also when it was opened before', async () => {
    const open = createBackendOpener([wrong, good, oracle])
    for (let asked = 0; asked < 2; asked++) {
      const told: string[] = []
      await open('auto', reason => told.push(reason))
      expect(told).toEqual([expect.stringMatching(/wrong results/)])
    }
  })

  test('says what it loads before it does, and loads none that has ended the engine before', async () => {
    const seen: unknown[] = []
    const loud: Candidate = { ...wrong, open: () => (seen.push('opened'), wrong.open()) }
    const onOpening = (name: unknown) => seen.push(name)
    await createBackendOpener([loud, good, oracle], { onOpening })('auto')
    expect(seen).toEqual(['tensorflow', 'opened', null, 'wasm', null])
    const avoided = new Map([['tensorflow', 'It crashed.']] as const)
    const opened = seen.splice(0).length
    await expect(createBackendOpener([loud, good, oracle], { avoided, onOpening })('tensorflow')).rejects.toThrow(
      'It crashed.'
    )
    expect([opened, seen]).toEqual([5, []])
  })

  test('a failure is not kept: an engine installed meanwhile is found', async () => {
    let installed = false
    const later: Candidate = { name: 'wasm', open: () => (installed ? good.open() : absent.open()) }
    const open = createBackendOpener([later, oracle])
    await expect(open('auto')).rejects.toThrow('not installed')
    installed = true
    expect((await open('auto')).name).toBe('wasm')
  })
})

test('the doctor tells what is there, what it measured, and why the rest is out', async () => {
  const { chosen, backends } = await doctor([absent, good, oracle])
  expect(chosen).toBe('wasm')
  expect(backends[0]).toMatchObject({
    available: false,
    version: null,
    selfTest: null,
    reason: expect.stringMatching(/Install/)
  })
  expect(backends[1]).toMatchObject({ available: true, selfTest: { ok: true }, reason: null, threads: 1 })
  expect(backends[1]?.selfTest?.maxError).toBeLessThan(1e-4)
  expect(backends[1]?.stepMs).toBeGreaterThan(0)
  expect(backends[2]).toMatchObject({ available: true, stepMs: null })

  const report = await doctor([wrong, oracle])
  expect(report.chosen).toBeNull()
  expect(report.backends[0]).toMatchObject({ available: false, selfTest: { ok: false } })

  const [told] = (await doctor([broken, oracle])).backends
  expect(told).toMatchObject({ available: false, selfTest: { ok: false, maxError: null } })
  expect(told?.reason).toMatch(/values that are no numbers in its self-test/)
})
