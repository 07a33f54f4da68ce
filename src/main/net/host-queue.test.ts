import { expect, test } from 'vitest'
import { createHostQueue } from './host-queue'

const patient = new AbortController().signal
/** Work that ends when it is told to. */
function work() {
  let end: () => void = () => undefined
  const ended = new Promise<void>(resolve => (end = resolve))
  return { run: () => ended, end: () => end() }
}

test('who gives up while waiting leaves the turn to those behind', async () => {
  const queue = createHostQueue({ concurrency: 1, intervalMs: 0 })
  const impatient = new AbortController()
  const first = work()
  const running = queue.run('host', patient, first.run)
  const given = queue.run('host', impatient.signal, () => Promise.resolve('never'))
  const next = queue.run('host', patient, () => Promise.resolve('served'))
  impatient.abort(new Error('gave up'))
  await expect(given).rejects.toThrow('gave up')
  first.end()
  await running
  expect(await next).toBe('served')
})

test('at most as many at once as the host is to bear, each host for itself', async () => {
  const queue = createHostQueue({ concurrency: 2, intervalMs: 0 })
  const begun: string[] = []
  const works = ['a', 'b', 'c'].map(name => ({ name, ...work() }))
  const runs = works.map(({ name, run }) => queue.run('host', patient, () => (begun.push(name), run())))
  await queue.run('other', patient, () => Promise.resolve())
  expect(begun).toEqual(['a', 'b'])
  for (const { end } of works) end()
  await Promise.all(runs)
  expect(begun).toEqual(['a', 'b', 'c'])
})
