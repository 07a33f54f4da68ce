import { VitrineError } from '@shared/contract/errors'

/** Lets at most `limit` actions run side by side; the others wait in order. */
export interface Gate {
  run<T>(action: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

export function createGate(limit: number): Gate {
  const waiting: (() => void)[] = []
  let running = 0

  return {
    async run(action, signal) {
      if (running >= limit) await new Promise<void>(resolve => waiting.push(resolve))
      else running++
      try {
        // Whoever gave up while waiting costs nothing.
        if (signal?.aborted) throw new VitrineError('CANCELLED', 'The request was cancelled.')
        return await action()
      } finally {
        // The place goes straight to the next in line: `running` stays.
        const next = waiting.shift()
        if (next === undefined) running--
        else next()
      }
    }
  }
}

/** Calls with the same key that overlap in time share one result. */
export function createSharedCalls<T>(): (key: string, action: () => Promise<T>) => Promise<T> {
  const inFlight = new Map<string, Promise<T>>()
  return (key, action) => {
    const running = inFlight.get(key)
    if (running !== undefined) return running
    const started = action().finally(() => inFlight.delete(key))
    inFlight.set(key, started)
    return started
  }
}
