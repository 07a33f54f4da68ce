import type { OpenBackend } from '../backends'
import type { TrainingControl } from '../training/control'

/** What a request's handler is given. */
export interface HandlerContext<Progress> {
  readonly openBackend: OpenBackend
  readonly progress: (progress: Progress) => void
  /** What the parent tells this request: stop, cancel, pause, … */
  readonly control: TrainingControl
}
