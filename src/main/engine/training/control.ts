import type { EngineControl } from '@shared/contract/engine'

/** What a running training is told, looked at between two steps. */
export interface TrainingControl {
  tell(control: EngineControl): void
  readonly stopping: 'stop' | 'cancel' | null
  /** Aborted by a cancel, for work that has no steps to look between. */
  readonly cancelled: AbortSignal
  /** Lets messages in, and waits while training is paused or makes way for predictions. */
  turn(onPause: (paused: boolean) => Promise<void>): Promise<void>
}

export function createTrainingControl(): TrainingControl {
  let stopping: 'stop' | 'cancel' | null = null
  let paused = false
  let yielding = false
  let wake = () => {}
  const abort = new AbortController()

  return {
    cancelled: abort.signal,
    tell(control) {
      switch (control) {
        case 'pause':
          paused = true
          break
        case 'resume':
          paused = false
          break
        case 'yield':
          yielding = true
          break
        case 'unyield':
          yielding = false
          break
        case 'stop':
        case 'cancel':
          // A cancel is not taken back by a later stop.
          stopping = stopping === 'cancel' ? 'cancel' : control
          if (control === 'cancel') abort.abort()
          break
      }
      wake()
    },
    get stopping() {
      return stopping
    },
    async turn(onPause) {
      await new Promise(resolve => setImmediate(resolve))
      let told = false
      while (stopping === null && (paused || yielding)) {
        if (paused !== told) await onPause((told = paused))
        // Told again during that call: look once more before sleeping.
        if (stopping === null && (paused || yielding)) await new Promise<void>(resolve => (wake = resolve))
      }
      if (told) await onPause(false)
    }
  }
}
