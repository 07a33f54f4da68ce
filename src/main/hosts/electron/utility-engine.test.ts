import type { utilityProcess } from 'electron'
import { expect, it } from 'vitest'
import { utilityEngine } from './utility-engine'

it('gives the engine its own environment and nothing else', () => {
  let forked: { program: string; options: { env?: object } } | undefined
  // The double has the one function that is called.
  const double = {
    fork(program: string, _args: string[], options: object) {
      forked = { program, options }
      return {
        on: () => undefined,
        postMessage: () => undefined,
        kill: () => true,
        pid: 1,
        stdout: null,
        stderr: null
      }
    }
  } as unknown as typeof utilityProcess
  utilityEngine(double, '/app/engine.js')({ role: 'trainer', env: { LD_LIBRARY_PATH: '/cache/nvidia' } })
  expect(forked).toMatchObject({ program: '/app/engine.js', options: { env: { LD_LIBRARY_PATH: '/cache/nvidia' } } })
})
