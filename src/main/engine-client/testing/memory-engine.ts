import type { EngineMethod, EngineMethods } from '@shared/contract/engine'
import type { FromEngine, ToEngine } from '@shared/contract/engine-protocol'
import { VitrineError } from '@shared/contract/errors'
import type { EngineName } from '@shared/contract/training'
import type { SpawnEngine } from '../engine-port'

/** What a scripted engine does in a test: a result, or a VitrineError thrown. `crash` ends the child at once. */
export type MemoryHandlers = {
  readonly [M in EngineMethod]?: (
    request: EngineMethods[M]['request'],
    context: {
      readonly progress: (progress: EngineMethods[M]['progress']) => void
      readonly controls: AsyncIterable<string>
      readonly crash: (code: number) => void
      /** Says what is loaded now; null when that is over. */
      readonly opening: (backend: EngineName | null) => void
      /** Back ends that are not to be loaded, with the reasons. */
      readonly avoided: ReadonlyMap<EngineName, string>
    }
  ) => Promise<EngineMethods[M]['result']> | EngineMethods[M]['result']
}

/** A spawn port that answers in memory, for tests of what uses the engine client. Messages are cloned as between processes. */
export function spawnMemoryEngine(handlers: MemoryHandlers): SpawnEngine {
  return () => {
    const toParent = new Set<(message: unknown) => void>()
    const exits = new Set<(code: number | null, signal: string | null) => void>()
    const controls = new Map<number, (control: string) => void>()
    const avoided = new Map<EngineName, string>()
    let living = true
    const send = (message: FromEngine) => {
      const copy = structuredClone(message)
      queueMicrotask(() => living && toParent.forEach(listener => listener(copy)))
    }
    const exit = (code: number | null, signal: string | null) => {
      if (!living) return
      living = false
      queueMicrotask(() => exits.forEach(listener => listener(code, signal)))
    }

    function receive(message: ToEngine): void {
      if (message.type === 'request') void serve(message)
      else if (message.type === 'control') controls.get(message.id)?.(message.control)
      else if (message.type === 'avoid') avoided.set(message.backend, message.reason)
      else exit(0, null)
    }

    async function serve(message: Extract<ToEngine, { type: 'request' }>): Promise<void> {
      const { id, method, request } = message
      const queue = createControlQueue()
      controls.set(id, queue.push)
      try {
        // The table pairs each method with its own request, which the union of messages has lost.
        const handler = handlers[method] as ((request: unknown, context: unknown) => unknown) | undefined
        if (!handler) throw new VitrineError('UNSUPPORTED', `This engine doesn't know "${method}".`)
        const context = {
          progress: (progress: never) => send({ type: 'progress', id, progress }),
          controls: queue.items,
          crash: (code: number) => exit(code, null),
          opening: (backend: EngineName | null) => send({ type: 'opening', backend }),
          avoided
        }
        send({ type: 'done', id, result: (await handler(request, context)) as EngineMethods[EngineMethod]['result'] })
      } catch (error) {
        const body =
          error instanceof VitrineError ? error.toBody() : { code: 'INTERNAL' as const, message: String(error) }
        send({ type: 'failed', id, error: body })
      }
    }

    return {
      pid: undefined,
      post(message) {
        // Only the engine client posts here, and it is typed.
        const copy = structuredClone(message) as ToEngine
        queueMicrotask(() => receive(copy))
      },
      onMessage: listener => void toParent.add(listener),
      onOutput: () => {},
      onExit: listener => void exits.add(listener),
      kill: () => exit(null, 'SIGKILL')
    }
  }
}

function createControlQueue() {
  const waiting: string[] = []
  let wake = () => {}
  async function* items(): AsyncGenerator<string> {
    for (;;) {
      const next = waiting.shift()
      if (next === undefined) await new Promise<void>(resolve => (wake = resolve))
      else yield next
    }
  }
  return {
    items: items(),
    push(control: string) {
      waiting.push(control)
      wake()
    }
  }
}
