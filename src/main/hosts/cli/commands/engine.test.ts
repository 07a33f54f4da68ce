import { expect, test } from 'vitest'
import { toLines } from './engine'

test('the doctor tells what a card has, which driver it needs, and why another engine is out', () => {
  const card = {
    ...({ name: 'tensorflow', available: true, version: '2.21.0', device: 'NVIDIA L4', threads: 1 } as const),
    ...{ deviceMemory: 24 * 2 ** 30, driver: '550.54', selfTest: { ok: true, maxError: 2e-7 }, stepMs: 3.14 },
    reason: null
  }
  const reason = 'The self-test failed.'
  const wasm = { ...card, name: 'wasm', available: false, selfTest: { ok: false, maxError: 0.5 }, reason } as const
  const lines = toLines({ chosen: 'tensorflow', backends: [card, wasm] }).split('\n')
  expect(lines[0]).toBe(
    '→ tensorflow 2.21.0, NVIDIA L4, 24.0 GiB, driver 550.54, 1 thread, self-test passed, largest error 2.0e-7, 3.1 ms a step'
  )
  expect(lines[1]).toMatch(/^ {2}wasm .*self-test FAILED, largest error 5\.0e-1.*The self-test failed\.$/)
  expect(lines[2]).toBe('training uses tensorflow')
  const without = toLines({ chosen: null, backends: [{ ...wasm, selfTest: { ok: false, maxError: null } }] })
  expect(without).toMatch(/self-test FAILED, values that are no numbers/)
})
