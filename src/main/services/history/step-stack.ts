import type { HistoryEntry, HistoryState } from '@shared/contract/history'
import type { ProjectDatabase } from '../../storage/database'
import { decodeInverse, encodeInverse, prependAll, type Inverse } from '../../storage/inverse'

/** Steps of undo that are kept; older ones are done for good. */
const maxSteps = 1000
/** Steps that `state` lists. */
const listed = 50

export interface NewStep {
  readonly title: string
  readonly author: string
  readonly gesture: string | null
  readonly at: Date
}

interface StepRow {
  readonly id: number
  readonly title: string
  readonly author: string
  readonly gesture: string | null
  readonly at: number
  readonly undone: number
}

/** The persisted stack of steps: those done, then those undone, by rising id. */
export interface StepStack {
  state(): HistoryState
  /** Adds a step and forgets what was undone. True when it was merged into the newest step of the same gesture. */
  push(step: NewStep, inverse: Inverse): boolean
  /** The step that would be undone or redone next, with what to apply. */
  take(direction: 'undo' | 'redo'): { readonly id: number; readonly title: string; readonly inverse: Inverse } | null
  /** After it was applied: the way back. */
  putBack(id: number, inverse: Inverse, direction: 'undo' | 'redo'): void
}

export function createStepStack({ sqlite }: ProjectDatabase): StepStack {
  const columns = 'id, title, author, gesture, at, undone'
  const statements = {
    latest: sqlite.prepare<[], StepRow>(`select ${columns} from step order by id desc limit ${listed}`),
    undo: sqlite.prepare<[], StepRow>(`select ${columns} from step where not undone order by id desc limit 1`),
    redo: sqlite.prepare<[], StepRow>(`select ${columns} from step where undone order by id limit 1`),
    inverse: sqlite.prepare<[number], Buffer>('select inverse from step where id = ?').pluck(),
    insert: sqlite.prepare('insert into step (title, author, gesture, at, inverse) values (?, ?, ?, ?, ?)'),
    merge: sqlite.prepare('update step set at = ?, inverse = ? where id = ?'),
    turn: sqlite.prepare('update step set undone = ?, inverse = ? where id = ?'),
    forgetUndone: sqlite.prepare('delete from step where undone'),
    forgetOld: sqlite.prepare(
      `delete from step where id <= (select id from step order by id desc limit 1 offset ${maxSteps})`
    )
  }

  function inverseOf(id: number): Inverse {
    const bytes = statements.inverse.get(id)
    return bytes ? decodeInverse(bytes) : new Map()
  }

  function push(step: NewStep, inverse: Inverse): boolean {
    statements.forgetUndone.run()
    const latest = step.gesture === null ? undefined : statements.undo.get()
    if (latest && latest.gesture === step.gesture && latest.author === step.author) {
      const merged = inverseOf(latest.id)
      prependAll(merged, inverse)
      statements.merge.run(step.at.getTime(), encodeInverse(merged), latest.id)
      return true
    }
    statements.insert.run(step.title, step.author, step.gesture, step.at.getTime(), encodeInverse(inverse))
    statements.forgetOld.run()
    return false
  }

  return {
    push,
    state() {
      const undo = statements.undo.get()
      const redo = statements.redo.get()
      return {
        undo: undo ? toEntry(undo) : null,
        redo: redo ? toEntry(redo) : null,
        entries: statements.latest.all().map(toEntry),
        savedAt: undo ? new Date(undo.at).toISOString() : null
      }
    },
    take(direction) {
      const row = direction === 'undo' ? statements.undo.get() : statements.redo.get()
      return row ? { id: row.id, title: row.title, inverse: inverseOf(row.id) } : null
    },
    putBack: (id, inverse, direction) =>
      void statements.turn.run(direction === 'undo' ? 1 : 0, encodeInverse(inverse), id)
  }
}

function toEntry(row: StepRow): HistoryEntry {
  return {
    id: row.id,
    title: row.title,
    at: new Date(row.at).toISOString(),
    author: row.author,
    undone: row.undone === 1
  }
}
