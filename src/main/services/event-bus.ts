import type { BackendEvent } from '@shared/contract/events'

/** Tells every window what happened. */
export interface EventBus {
  publish(event: BackendEvent): void
  /** Events from the moment of the call on, until the signal or the bus ends. */
  subscribe(signal: AbortSignal | undefined): AsyncGenerator<BackendEvent, void, void>
  close(): void
}

export function createEventBus(): EventBus {
  const subscribers = new Set<Subscriber>()
  return {
    publish(event) {
      for (const subscriber of subscribers) subscriber.push(event)
    },
    subscribe(signal) {
      const subscriber = createSubscriber()
      subscribers.add(subscriber)
      const leave = () => subscriber.end()
      signal?.addEventListener('abort', leave, { once: true })
      return drain(subscriber, () => {
        subscribers.delete(subscriber)
        signal?.removeEventListener('abort', leave)
      })
    },
    close() {
      for (const subscriber of subscribers) subscriber.end()
    }
  }
}

interface Subscriber {
  push(event: BackendEvent): void
  /** What has come since the last call; waits when there is nothing. Null at the end. */
  take(): Promise<readonly BackendEvent[] | null>
  end(): void
}

function createSubscriber(): Subscriber {
  let queue: BackendEvent[] = []
  let ended = false
  let wake: (() => void) | undefined
  return {
    push(event) {
      queue = add(queue, event)
      wake?.()
    },
    async take() {
      while (queue.length === 0 && !ended) {
        await new Promise<void>(resolve => (wake = resolve))
        wake = undefined
      }
      const taken = queue
      queue = []
      return taken.length === 0 ? null : taken
    },
    end() {
      ended = true
      wake?.()
    }
  }
}

/** A window that is slow to read gets the newest state of each thing, not a queue without end. */
function add(queue: BackendEvent[], event: BackendEvent): BackendEvent[] {
  const rest = queue.filter(older => !isReplaced(older, event))
  const merged = queue.find(older => older.type === 'changed')
  if (event.type !== 'changed' || merged?.type !== 'changed') return [...rest, event]
  const { imageIds, annotationIds } = merged
  return [
    ...rest,
    {
      ...event,
      // What is kept beside the user's work is told without a revision.
      revision: Math.max(merged.revision, event.revision),
      topics: [...new Set([...merged.topics, ...event.topics])],
      imageIds: union(imageIds, event.imageIds),
      annotationIds: union(annotationIds, event.annotationIds)
    }
  ]
}

/** Both, or undefined: one that doesn't tell which may concern any. */
function union<T>(some: T[] | undefined, others: T[] | undefined): T[] | undefined {
  return some && others && [...new Set([...some, ...others])]
}

function isReplaced(older: BackendEvent, newer: BackendEvent): boolean {
  if (older.type === 'job' && newer.type === 'job') return older.job.id === newer.job.id
  if (older.type === 'run' && newer.type === 'run') return older.run.id === newer.run.id
  return older.type === newer.type && (newer.type === 'changed' || newer.type === 'project')
}

async function* drain(subscriber: Subscriber, leave: () => void): AsyncGenerator<BackendEvent, void, void> {
  try {
    for (let events = await subscriber.take(); events; events = await subscriber.take()) yield* events
  } finally {
    leave()
  }
}
