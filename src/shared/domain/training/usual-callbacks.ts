import type { TrainingInput } from '../../contract/training'

/** What watches a new run where neither user nor preset says otherwise: the study's callbacks. */
export const usualCallbacks = {
  EarlyStopping: {},
  ReduceLROnPlateau: {},
  TerminateOnNaN: true
} as const satisfies TrainingInput['callbacks']
