import type { EngineControl, EngineMethod, EngineMethods } from './engine'
import type { ErrorBody } from './errors'
import type { EngineName } from './training'

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
  /** Before the first request: a back end that ended a child while it was loaded, and the sentence that says so. */
  | { readonly type: 'avoid'; readonly backend: EngineName; readonly reason: string }
  | { readonly type: 'shutdown' }

/** Messages from it. A late one for a request that has ended is harmless and dropped. */
export type FromEngine =
  | { readonly type: 'ready'; readonly pid: number }
  | { readonly type: 'progress'; readonly id: number; readonly progress: EngineMethods[EngineMethod]['progress'] }
  | { readonly type: 'done'; readonly id: number; readonly result: EngineMethods[EngineMethod]['result'] }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorBody }
  /** The back end that is loaded and tested now, which a broken library may not survive; null when that is over. */
  | { readonly type: 'opening'; readonly backend: EngineName | null }
  | { readonly type: 'log'; readonly line: string }
  /** Once a second while the child's event loop turns. */
  | { readonly type: 'heartbeat' }
