import { expect, test } from 'vitest'
import type { BackendEvent } from '@shared/contract/events'
import type { Job } from '@shared/contract/jobs'
import { createEventBus } from './event-bus'

const changed = (revision: number, topics: ('images' | 'annotations')[], imageIds?: number[]): BackendEvent => ({
  type: 'changed',
  revision,
  topics,
  imageIds
})
const job = (id: string, revision: number): BackendEvent => ({ type: 'job', job: { id, revision } as Job })

test('a window that is slow to read gets the newest of each thing, with all that changed', async () => {
  const bus = createEventBus()
  const events = bus.subscribe(undefined)
  bus.publish(changed(1, ['images'], [1]))
  bus.publish(job('a', 1))
  bus.publish(changed(2, ['annotations'], [2]))
  bus.publish(job('a', 2))
  bus.publish(job('b', 1))
  bus.close()
  const seen = []
  for await (const event of events) seen.push(event)
  expect(seen).toEqual([changed(2, ['images', 'annotations'], [1, 2]), job('a', 2), job('b', 1)])
})

test('a change of unknown images makes the whole unknown', async () => {
  const bus = createEventBus()
  const events = bus.subscribe(undefined)
  bus.publish(changed(1, ['images'], [1]))
  bus.publish(changed(2, ['images']))
  expect((await events.next()).value).toEqual(changed(2, ['images']))
})

test('news without a revision of its own hides no revision before it', async () => {
  const bus = createEventBus()
  const events = bus.subscribe(undefined)
  bus.publish(changed(7, ['images'], [1]))
  bus.publish({ type: 'changed', revision: 0, topics: ['runs'] })
  expect((await events.next()).value).toMatchObject({ revision: 7, topics: ['images', 'runs'] })
})

test('the annotations of several changes are told together', async () => {
  const bus = createEventBus()
  const events = bus.subscribe(undefined)
  bus.publish({ ...changed(1, ['annotations'], [1]), annotationIds: ['a'] } as BackendEvent)
  bus.publish({ ...changed(2, ['annotations'], [1]), annotationIds: ['b', 'a'] } as BackendEvent)
  expect((await events.next()).value).toMatchObject({ revision: 2, annotationIds: ['a', 'b'] })
})

test('an aborted window hears nothing more and is forgotten', async () => {
  const bus = createEventBus()
  const stop = new AbortController()
  const events = bus.subscribe(stop.signal)
  const waiting = events.next()
  stop.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
})
