import { expect, test } from 'vitest'
import type { BackendEvent } from '@shared/contract/events'
import { openEventStream, retryDelay, type ConnectionState, type EventStreamOptions } from './events'

const changed = (revision: number): BackendEvent => ({ type: 'changed', revision, topics: ['images'] })

/** A backend whose streams end after the given events; after the last script it refuses. */
function backend(scripts: readonly (readonly BackendEvent[] | Error)[]) {
  let asked = 0
  async function* stream(events: readonly BackendEvent[]) {
    yield* events
  }
  const subscribe = async () => {
    const script = scripts[asked++]
    if (script === undefined || script instanceof Error) throw script ?? new Error('gone')
    return stream(script)
  }
  // Only what the stream calls; the real client has more methods on the iterator.
  return { events: { subscribe } } as unknown as EventStreamOptions['client']
}

test('a lost stream is opened again, and each time everybody fetches anew', async () => {
  const seen: string[] = []
  const waits: number[] = []
  await new Promise<void>(resolve => {
    const stop = openEventStream({
      client: backend([[changed(1)], new Error('refused'), new Error('refused'), [changed(2)]]),
      onEvent: event => seen.push(event.type === 'changed' ? `event ${event.revision}` : event.type),
      onOpen: () => seen.push('open'),
      onState: (state: ConnectionState) => seen.push(state),
      wait: async ms => {
        waits.push(ms)
        if (waits.length === 4) {
          stop()
          resolve()
        }
      }
    })
  })
  expect(seen).toEqual([
    'connecting',
    ...['live', 'open', 'event 1'],
    ...['reconnecting', 'reconnecting', 'reconnecting'],
    ...['live', 'open', 'event 2'],
    'reconnecting'
  ])
  expect(waits).toEqual([250, 500, 1000, 250])
})

test('waits grow up to eight seconds', () => {
  expect([0, 1, 5, 20].map(retryDelay)).toEqual([250, 500, 8000, 8000])
})
