import { decodeInverse } from '../../storage/inverse'
import { tracked, type TrackedName } from '../../storage/schema'
import type { ProjectSession } from '../session'
import { changesOf, unite, type Changes } from './changes'

/** What another program has saved in this project since the last look; null when the user's work is as it was. */
export type ForeignChanges = () => Changes | null

interface StepRow {
  readonly id: number
  readonly undone: number
  readonly at: number
}

/** Steps that are compared; more than these between two looks, and everything counts as changed. */
const compared = 200

/** Reads from the steps of undo which rows changed: they name them. Where they don't tell all, everything counts as changed. */
export function createForeignChanges(session: ProjectSession): ForeignChanges {
  const { sqlite } = session.database
  const statements = {
    revision: sqlite.prepare<[], number>('select revision from project').pluck(),
    steps: sqlite.prepare<[number], StepRow>('select id, undone, at from step order by id desc limit ?'),
    inverse: sqlite.prepare<[number], Buffer>('select inverse from step where id = ?').pluck(),
    lastId: sqlite.prepare<[string], number>('select seq from sqlite_sequence where name = ?').pluck()
  }
  const look = sqlite.transaction(() => ({
    revision: statements.revision.get() ?? 0,
    steps: statements.steps.all(compared)
  }))
  let last = look()

  function changedSteps(now: typeof last): readonly StepRow[] | null {
    const before = new Map(last.steps.map(step => [step.id, step]))
    const present = new Set(now.steps.map(({ id }) => id))
    const oldest = now.steps.at(-1)?.id ?? 0
    const fresh = now.steps.filter(({ id }) => id > (last.steps[0]?.id ?? 0))
    const steps = now.steps.filter(({ id, undone, at }) => {
      const known = before.get(id)
      return known?.undone !== undone || known.at !== at
    })
    // Steps that were undone and dropped between two looks took along what they changed.
    const isDropped = last.steps.some(({ id, undone }) => !undone && id >= oldest && !present.has(id))
    const isGap = fresh.length > 0 && (now.steps[0]?.id ?? 0) - (last.steps[0]?.id ?? 0) > fresh.length
    return isDropped || isGap || steps.length === compared ? null : steps
  }

  function everything(): Changes {
    const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1)
    // The tables' names are their keys.
    const names = Object.keys(tracked) as TrackedName[]
    const changed = new Map(names.map(name => [name, upTo(statements.lastId.get(name) ?? 0)]))
    return { changed, imageIds: changed.get('image') ?? [], annotationIds: null }
  }

  return () => {
    const now = look()
    if (now.revision === last.revision) return null
    const steps = changedSteps(now)
    last = now
    if (steps === null) return everything()
    const inverses = steps.flatMap(({ id }) => statements.inverse.get(id) ?? [])
    return unite(inverses.map(inverse => changesOf(decodeInverse(inverse), session)))
  }
}
