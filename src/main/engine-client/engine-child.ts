import type { EngineControl, EngineMethod, EngineMethods } from '@shared/contract/engine'
import type { FromEngine, ToEngine } from '@shared/contract/engine-protocol'
import { VitrineError } from '@shared/contract/errors'
import type { EngineName } from '@shared/contract/training'
import { EngineCrash, remedyOf } from './engine-crash'
import type { EnginePort } from './engine-port'

/** Milliseconds in which a child may finish its step and write a checkpoint; then it is killed. */
const BUDGET = 4000
/** Milliseconds without a heartbeat after which a busy child's silence is logged. */
const SILENCE = 60_000
/** Characters of a child's output that are kept as its last words. */
const LAST_WORDS = 2000

export interface EngineTask<M extends EngineMethod> {
  readonly done: Promise<EngineMethods[M]['result']>
  control(control: EngineControl): void
  cancel(): void
}

export interface EngineChild {
  readonly exited: Promise<void>
  alive(): boolean
  /** Tells it of a back end that ended a child before: it refuses that one, for this reason, instead of loading it. */
  avoid(backend: EngineName, reason: string): void
  request<M extends EngineMethod>(
    method: M,
    request: EngineMethods[M]['request'],
    onProgress?: (progress: EngineMethods[M]['progress']) => void
  ): EngineTask<M>
  /** Asks the child to end, kills it when it doesn't. */
  close(): Promise<void>
}

interface Pending {
  readonly method: EngineMethod
  /** Whether anything was heard of it: an engine that ends before didn't get as far as its back end. */
  began: boolean
  readonly progress: (progress: unknown) => void
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** The parent's side of one child process, from its start to its end; a crash rejects what is pending with its last words. */
export function createEngineChild(port: EnginePort, log: (line: string) => void = () => {}): EngineChild {
  const pending = new Map<number, Pending>()
  let nextId = 1
  let living = true
  let closing = false
  let lastWords = ''
  let opening: EngineName | null = null
  let heardAt = Date.now()
  let announceExit = () => {}
  const exited = new Promise<void>(resolve => (announceExit = resolve))
  const post = (message: ToEngine) => living && port.post(message)

  port.onOutput(output => {
    const text = withoutChatter(output)
    if (text === '') return
    lastWords = (lastWords + text).slice(-LAST_WORDS)
    log(text.trimEnd())
  })
  // The child is our own program of the same build: its messages are trusted to have their type.
  port.onMessage(message => {
    heardAt = Date.now()
    receive(message as FromEngine)
  })
  const watch = setInterval(() => {
    const silent = Date.now() - heardAt
    if (pending.size > 0 && silent >= SILENCE)
      log(
        `No word from the engine for ${Math.round(silent / 1000)} s: one step takes long, or it hangs. It can be cancelled.`
      )
  }, SILENCE).unref()
  port.onExit((code, signal) => {
    living = false
    clearInterval(watch)
    for (const { method, began, reject } of pending.values())
      reject(closing ? cancelled() : new EngineCrash({ code, signal, lastWords, opening }, remedyOf(method, began)))
    pending.clear()
    announceExit()
  })

  function receive(message: FromEngine): void {
    switch (message.type) {
      case 'progress':
        return hear(pending.get(message.id), message.progress)
      case 'done':
        return settle(message.id)?.resolve(message.result)
      case 'failed': {
        const { code, message: text, details } = message.error
        return settle(message.id)?.reject(new VitrineError(code, text, details))
      }
      case 'opening':
        opening = message.backend
        return
      case 'log':
        return log(message.line)
      case 'ready':
      case 'heartbeat':
        return
    }
  }

  function hear(task: Pending | undefined, progress: unknown): void {
    if (!task) return
    task.began = true
    task.progress(progress)
  }

  function settle(id: number): Pending | undefined {
    const task = pending.get(id)
    pending.delete(id)
    return task
  }

  async function close(): Promise<void> {
    if (!living) return
    closing = true
    post({ type: 'shutdown' })
    const kill = setTimeout(() => port.kill(), BUDGET)
    await exited
    clearTimeout(kill)
  }

  return {
    exited,
    alive: () => living && !closing,
    avoid: (backend, reason) => void post({ type: 'avoid', backend, reason }),
    close,
    request(method, request, onProgress) {
      const id = nextId++
      type Method = EngineMethods[typeof method]
      const done = new Promise<Method['result']>((resolve, reject) => {
        // Results and progress of a request carry its method's types: both sides are compiled against EngineMethods.
        pending.set(id, {
          method,
          began: false,
          progress: progress => onProgress?.(progress as Method['progress']),
          resolve: result => resolve(result as Method['result']),
          reject
        })
      })
      post({ type: 'request', id, method, request } as ToEngine)
      return {
        done,
        control: control => void post({ type: 'control', id, control }),
        cancel() {
          if (!pending.has(id)) return
          post({ type: 'control', id, control: 'cancel' })
          const kill = setTimeout(() => {
            settle(id)?.reject(cancelled())
            closing = true
            port.kill()
          }, BUDGET)
          void done.catch(() => {}).finally(() => clearTimeout(kill))
        }
      }
    }
  }
}

function cancelled(): VitrineError {
  return new VitrineError('CANCELLED', 'The engine was stopped.')
}

/** TensorFlow says at every start how it was built; no variable silences that, and it hides what matters. */
function withoutChatter(output: string): string {
  const chatter = /^(WARNING: All log messages before absl::InitializeLog|I\d{4} \d\d:\d\d:)/
  return output
    .split(/(?<=\n)/)
    .filter(line => !chatter.test(line))
    .join('')
}
