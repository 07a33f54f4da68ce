import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Doctor } from '@shared/contract/engine-info'
import { spawnMemoryEngine } from '../../engine-client/testing/memory-engine'
import { startTestBackend, temporaryFolder } from '../../testing/test-backend'
import { createKeptCheck } from './kept-check'

function report(available: boolean): Doctor {
  const facts = { version: '4', device: null, deviceMemory: null, driver: null, threads: 2, selfTest: null }
  return {
    chosen: available ? 'wasm' : null,
    backends: [{ name: 'wasm', available, ...facts, stepMs: 20, reason: available ? null : 'It did not start.' }]
  }
}

test('the check of the engine is kept over starts until it is asked for afresh', async () => {
  const userDataDir = await temporaryFolder()
  let checks = 0
  const spawnEngine = spawnMemoryEngine({ doctor: () => (checks++, report(true)) })
  const first = await startTestBackend({ userDataDir, spawnEngine })
  expect(await first.client.engine.doctor({})).toEqual(report(true))
  await first.backend.close()
  const second = await startTestBackend({ userDataDir, spawnEngine })
  expect(await second.client.engine.doctor({})).toEqual(report(true))
  expect(checks).toBe(1)
  await second.client.engine.doctor({ fresh: true })
  expect(checks).toBe(2)
  await second.backend.close()
  const updated = await startTestBackend({ userDataDir, spawnEngine, version: '0.0.1-test' })
  await updated.client.engine.doctor({})
  expect(checks).toBe(3)
})

test('a check of other surroundings, a broken file and an engine that was down count for nothing', async () => {
  const folder = await temporaryFolder()
  let surroundings = 'here'
  const kept = createKeptCheck(folder, '1', () => Promise.resolve(surroundings))
  expect(await kept.read()).toBe(null)
  await kept.write(report(false))
  expect(await kept.read()).toBe(null)
  await kept.write(report(true))
  expect(await kept.read()).toEqual(report(true))
  surroundings = 'with another driver'
  expect(await kept.read()).toBe(null)
  surroundings = 'here'
  await writeFile(join(folder, 'engine.json'), '{"doctor": ')
  expect(await kept.read()).toBe(null)
})
