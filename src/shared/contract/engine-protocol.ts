import type { EngineControl, EngineMethod, EngineMethods } from './engine'
import type { ErrorBody } from './errors'

/** Messages to the engine's child process, by structured clone. `id` numbers the requests of one child. */
export type ToEngine =
  | {
      [M in EngineMethod]: {
        readonly type: 'request'
        readonly id: number
        readonly method: M
        readonly request: EngineMethods[M]['request']
      }
    }[EngineMethod]
  | { readonly type: 'control'; readonly id: number; readonly control: EngineControl }
  | { readonly type: 'shutdown' }

/** Messages from it. A late one for a request that has ended is harmless and dropped. */
export type FromEngine =
  | { readonly type: 'ready'; readonly pid: number }
  | { readonly type: 'progress'; readonly id: number; readonly progress: EngineMethods[EngineMethod]['progress'] }
  | { readonly type: 'done'; readonly id: number; readonly result: EngineMethods[EngineMethod]['result'] }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorBody }
  | { readonly type: 'log'; readonly line: string }
  /** Once a second while the child's event loop turns. */
  | { readonly type: 'heartbeat' }
