import type { Client } from '@shared/contract/contract'
import type { BackendEvent } from '@shared/contract/events'

export type ConnectionState = 'connecting' | 'live' | 'reconnecting'

export interface EventStreamOptions {
  readonly client: Pick<Client, 'events'>
  readonly onEvent: (event: BackendEvent) => void
  /** Called when the stream stands, each time anew: only then fetch snapshots, so that nothing falls between. */
  readonly onOpen: () => void
  readonly onState: (state: ConnectionState) => void
  /** Waits for the next attempt; tests pass their own. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const firstDelay = 250
const longestDelay = 8000

/** Delay before attempt `n` (0 = first after a loss), doubling up to eight seconds. */
export const retryDelay = (n: number): number => Math.min(longestDelay, firstDelay * 2 ** n)

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })

/** Keeps the window's one event stream open until the returned function is called. */
export function openEventStream(options: EventStreamOptions): () => void {
  const { client, onEvent, onOpen, onState, wait = sleep } = options
  const stop = new AbortController()

  async function follow(): Promise<void> {
    let failures = 0
    while (!stop.signal.aborted) {
      try {
        const stream = await client.events.subscribe(undefined, { signal: stop.signal })
        failures = 0
        onState('live')
        onOpen()
        for await (const event of stream) onEvent(event)
      } catch {
        // Any end of the stream is handled alike: try again until the window closes.
      }
      if (stop.signal.aborted) return
      onState('reconnecting')
      await wait(retryDelay(failures++), stop.signal)
    }
  }

  onState('connecting')
  void follow()
  return () => stop.abort()
}
