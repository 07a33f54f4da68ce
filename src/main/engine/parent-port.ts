import type { FromEngine, ToEngine } from '@shared/contract/engine-protocol'
import type { ParentPort } from './serve'

/** Electron's port to the parent, as far as it is used here; the engine itself never imports Electron. */
interface UtilityPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

/** The parent's end of the channel, whether this is Electron's utility process or Node's fork. */
export function connectParent(): ParentPort {
  // Only Electron's utility process has this port, whatever the types say.
  const utility = (process as { readonly parentPort?: UtilityPort }).parentPort
  // Messages are written by the engine client of the same build, so their type is trusted.
  if (utility) {
    return {
      post: message => utility.postMessage(message),
      onMessage: listener => utility.on('message', ({ data }) => listener(data as ToEngine))
    }
  }
  return {
    post(message: FromEngine) {
      if (process.connected) process.send?.(message)
    },
    onMessage(listener) {
      process.on('message', message => listener(message as ToEngine))
      // Without its parent the engine would train on for nobody: it writes its checkpoint and ends.
      process.on('disconnect', () => listener({ type: 'shutdown' }))
      // So does what stops a whole service at once.
      process.on('SIGTERM', () => listener({ type: 'shutdown' }))
    }
  }
}
