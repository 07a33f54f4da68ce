import type { EngineControl, TrainProgress, TrainRequest } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { withoutBroken, type BrokenBackends } from './broken-backends'
import type { EngineChild, EngineTask } from './engine-child'

/** A training in a child of its own, and in another one where a back end ends that before it has begun. */
export function startTraining(
  startTrainer: (broken: BrokenBackends) => EngineChild,
  request: TrainRequest,
  onProgress: (progress: TrainProgress) => void
): EngineTask<'train'> {
  const broken: BrokenBackends = new Map()
  const told: EngineControl[] = []
  let cancelled = false
  let task = begin()

  function begin(): EngineTask<'train'> {
    const child = startTrainer(broken)
    const { done, control, cancel } = child.request('train', request, onProgress)
    told.forEach(control)
    return { control, cancel, done: done.finally(() => child.close()) }
  }

  return {
    done: withoutBroken(broken, task.done, async () => {
      if (cancelled) throw new VitrineError('CANCELLED', 'The engine was stopped.')
      task = begin()
      return await task.done
    }),
    control(control) {
      told.push(control)
      task.control(control)
    },
    cancel() {
      cancelled = true
      task.cancel()
    }
  }
}
