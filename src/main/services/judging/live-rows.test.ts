import { expect, test } from 'vitest'
import type { InputRenderer } from '../examples/inputs'
import { initialiseProject, openSession, type ProjectSession } from '../session'
import type { StoredRun } from '../training/run-store'
import { temporaryFolder } from '../../testing/test-backend'
import { createLiveRows } from './live-rows'

const now = () => new Date(0)
// What rows are kept under is all that is asked of these two.
const run = { id: 'run', file: { classes: ['a', 'b'] } } as unknown as StoredRun
const renderer = { identity: 'recipe' } as InputRenderer

async function openProject(): Promise<{ session: ProjectSession; writings: () => number }> {
  const folder = await temporaryFolder()
  await initialiseProject(folder, 'p', { now })
  const session = await openSession(folder, { now })
  // The run has no row of its own.
  session.database.sqlite.pragma('foreign_keys = off')
  let puts = 0
  const put: ProjectSession['objects']['put'] = async content => {
    puts++
    return await session.objects.put(content)
  }
  // Keys and values are an object each.
  return { session: { ...session, objects: { ...session.objects, put } }, writings: () => puts / 2 }
}

test('rows that come a few at a time are not all written each time, and none is lost when the project closes', async () => {
  const { session, writings } = await openProject()
  const rows = createLiveRows({ now })
  const known = await rows.of(session, run, renderer)
  for (let at = 0; at < 6400; at += 64) {
    for (let row = at; row < at + 64; row++) known.set(BigInt(row), Float32Array.of(row, 1))
    await rows.keep(session, run, renderer, 64)
  }
  expect(writings()).toBeLessThan(20)
  await rows.flush(session)
  const read = await createLiveRows({ now }).of(session, run, renderer)
  expect(read.size).toBe(6400)
  expect(read.get(6399n)).toEqual(Float32Array.of(6399, 1))
  await session.close()
})

test('two that ask at once get the same rows: what one adds is not lost by the other', async () => {
  const { session } = await openProject()
  const rows = createLiveRows({ now })
  const [one, other] = await Promise.all([rows.of(session, run, renderer), rows.of(session, run, renderer)])
  one.set(1n, Float32Array.of(1, 0))
  await rows.keep(session, run, renderer, 1)
  expect(other.has(1n)).toBe(true)
  await rows.flush(session)
  expect((await createLiveRows({ now }).of(session, run, renderer)).size).toBe(1)
  await session.close()
})
