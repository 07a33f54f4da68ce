/** How politely one server is asked. */
export interface HostLimits {
  /** Requests under way at the same time. */
  readonly concurrency: number
  /** Shortest time between the starts of two requests, in milliseconds. */
  readonly intervalMs: number
}

/** Lets requests to each host through one by one as its limits allow. */
export interface HostQueue {
  /** Runs `work` when it is its turn; rejects with the signal's reason if that comes first. */
  run<T>(host: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>
  /** Holds a host's queue for a while, because it asked for that. */
  pause(host: string, milliseconds: number): void
}

/** What is known of one host: starts before `nextStart` are too early. */
interface Lane {
  active: number
  nextStart: number
  readonly waiting: (() => void)[]
}

export function createHostQueue({ concurrency, intervalMs }: HostLimits): HostQueue {
  const lanes = new Map<string, Lane>()

  function laneOf(host: string): Lane {
    const lane = lanes.get(host) ?? { active: 0, nextStart: 0, waiting: [] }
    lanes.set(host, lane)
    return lane
  }

  async function enter(lane: Lane, signal: AbortSignal): Promise<void> {
    while (lane.active >= concurrency) {
      await abortable(signal, resume => {
        lane.waiting.push(resume)
        // A turn given to one who has left would be lost to those behind.
        return () => void lane.waiting.splice(lane.waiting.indexOf(resume), 1)
      })
    }
    lane.active++
    try {
      for (let wait = lane.nextStart - Date.now(); wait > 0; wait = lane.nextStart - Date.now())
        await abortable(signal, resume => {
          const timer = setTimeout(resume, wait)
          return () => clearTimeout(timer)
        })
      lane.nextStart = Date.now() + intervalMs
    } catch (error) {
      leave(lane)
      throw error
    }
  }

  function leave(lane: Lane): void {
    lane.active--
    lane.waiting.shift()?.()
  }

  return {
    async run(host, signal, work) {
      const lane = laneOf(host)
      await enter(lane, signal)
      try {
        return await work()
      } finally {
        leave(lane)
        if (lane.active === 0 && lane.waiting.length === 0 && lane.nextStart <= Date.now()) lanes.delete(host)
      }
    },
    pause(host, milliseconds) {
      const lane = laneOf(host)
      lane.nextStart = Math.max(lane.nextStart, Date.now() + milliseconds)
    }
  }
}

/** `start` waits for something, calls `resume` when it has come, and returns what ends the waiting. */
function abortable(signal: AbortSignal, start: (resume: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const stop = start(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    })
    function abort(): void {
      stop()
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
  })
}
