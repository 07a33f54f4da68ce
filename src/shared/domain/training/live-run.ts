import type { Run } from '../../contract/runs'

const live: ReadonlySet<Run['state']> = new Set(['queued', 'running', 'paused'])

/** Whether a run waits for its turn, trains, or rests between two of its batches. */
export const isLiveRun = ({ state }: Pick<Run, 'state'>): boolean => live.has(state)
