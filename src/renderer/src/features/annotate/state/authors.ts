import { useRuns } from '@/stores/runs'
import { annotateStrings as t } from '../strings'

/** Names authors for people: `model:RUN` is the run by its number and name. */
export function useAuthors(): (author: string) => string {
  const runs = useRuns()
  return author => {
    const [, id] = /^model:(.+)$/.exec(author) ?? []
    if (id === undefined) return author
    const run = runs.list.find(one => one.id === id)
    return run ? t.changes.run(run.number, run.name) : t.changes.model
  }
}
