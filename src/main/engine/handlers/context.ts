import type { EngineName } from '@shared/contract/training'
import type { Backend } from '../backend'
import type { TrainingControl } from '../training/control'

/** What a request's handler is given. */
export interface HandlerContext<Progress> {
  readonly openBackend: (name: EngineName | 'auto') => Promise<Backend>
  readonly progress: (progress: Progress) => void
  /** What the parent tells this request: stop, cancel, pause, … */
  readonly control: TrainingControl
}
