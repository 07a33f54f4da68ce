import type { Run } from '@shared/contract/runs'
import { trainStrings } from '../strings'

/** Runs in which every word is found: in number, name, state, model, dataset, tags or note, whatever the case. */
export function filterRuns(runs: readonly Run[], query: string, datasetOf: (run: Run) => string): readonly Run[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return runs
  return runs.filter(run => {
    const told = [run.name, trainStrings.run.states[run.state], run.modelName, datasetOf(run), ...run.tags, run.note]
    const text = told.join('\n').toLowerCase()
    return words.every(word => text.includes(word) || word === String(run.number))
  })
}
