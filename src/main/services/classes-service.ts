import { asc, count, eq } from 'drizzle-orm'
import type { ClassEntry, classesContract } from '@shared/contract/classes'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Edit } from '../storage/edit'
import { annotation, classEntry } from '../storage/schema'
import type { HistoryService } from './history/history-service'
import type { ProjectSession } from './session'
import type { Workspace } from './workspace'

export interface ClassesService extends Handlers<typeof classesContract> {
  /** The class list in its order. */
  entries(): readonly Pick<ClassEntry, 'id' | 'name'>[]
  /** Ids of the classes of these names, in order, making those that are missing. Within a command of the caller. */
  ensure(edit: Edit, session: ProjectSession, names: readonly string[]): number[]
}

export interface ClassesDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  /** `#rrggbb` per position; taken round and round. */
  readonly palette: readonly string[]
  readonly now: () => Date
}

type ClassRow = typeof classEntry.$inferSelect

export function createClassesService({ workspace, history, palette, now }: ClassesDeps): ClassesService {
  const rowsOf = (session: ProjectSession): ClassRow[] =>
    session.database.orm.select().from(classEntry).orderBy(asc(classEntry.position), asc(classEntry.id)).all()

  function list(): ClassEntry[] {
    const session = workspace.session()
    const counts = new Map(
      session.database.orm
        .select({ id: annotation.classId, count: count() })
        .from(annotation)
        .groupBy(annotation.classId)
        .all()
        .map(row => [row.id, row.count])
    )
    return rowsOf(session).map(row => ({
      ...row,
      exampleImageIds: [...row.exampleImageIds],
      count: counts.get(row.id) ?? 0
    }))
  }

  function get(id: number): ClassEntry {
    const found = list().find(entry => entry.id === id)
    if (!found) throw new VitrineError('NOT_FOUND', 'There is no such class in this project.', { id })
    return found
  }

  function checkName(session: ProjectSession, name: string, except?: number): void {
    const other = rowsOf(session).find(row => row.id !== except && sameName(row.name, name))
    if (other) throw new VitrineError('CONFLICT', `There is a class “${other.name}” already.`, { id: other.id })
  }

  function add(edit: Edit, position: number, name: string, color = palette[position % palette.length]): number {
    return edit.insert('class', { name, position, color: color ?? '#808080', exampleImageIds: [] })
  }

  function ensure(edit: Edit, session: ProjectSession, names: readonly string[]): number[] {
    const rows = rowsOf(session)
    const ids = new Map(rows.map(row => [row.name.toLowerCase(), row.id]))
    let position = nextPosition(rows)
    return names.map(name => {
      const known = ids.get(name.toLowerCase())
      if (known !== undefined) return known
      const id = add(edit, position++, name)
      ids.set(name.toLowerCase(), id)
      return id
    })
  }

  /** Gives every label of class `from` to `into`, or takes it away. */
  function moveLabels(edit: Edit, session: ProjectSession, from: number, into: number | null): number {
    const rows = session.database.orm
      .select({ id: annotation.id, status: annotation.status })
      .from(annotation)
      .where(eq(annotation.classId, from))
      .all()
    for (const row of rows) {
      const status = into === null ? 'unlabelled' : row.status
      edit.update('annotation', row.id, { classId: into, status, modifiedAt: now().getTime() })
    }
    return rows.length
  }

  return {
    ensure,
    entries: () => rowsOf(workspace.session()),
    list,
    create({ name, color }) {
      checkName(workspace.session(), name)
      const id = history.run({ title: `Add class ${name}` }, (edit, session) =>
        add(edit, nextPosition(rowsOf(session)), name, color)
      )
      return get(id)
    },
    update({ id, ...change }) {
      const before = get(id)
      if (change.name !== undefined) checkName(workspace.session(), change.name, id)
      const isRename = change.name !== undefined && change.name !== before.name
      const title = isRename ? `Rename class ${before.name} to ${change.name}` : `Change class ${before.name}`
      history.run({ title }, edit => edit.update('class', id, change))
      return get(id)
    },
    reorder({ ids }) {
      const known = new Set(rowsOf(workspace.session()).map(row => row.id))
      if (ids.length !== known.size || new Set(ids).size !== ids.length || ids.some(id => !known.has(id))) {
        throw new VitrineError('CONFLICT', 'The class list has changed meanwhile. Order it again.')
      }
      history.run({ title: 'Reorder classes' }, edit => {
        ids.forEach((id, position) => edit.update('class', id, { position }))
      })
    },
    merge({ from, into }) {
      if (from === into) throw new VitrineError('INVALID_INPUT', 'A class can’t be merged into itself.')
      const title = `Merge class ${get(from).name} into ${get(into).name}`
      const moved = history.run({ title }, (edit, session) => {
        const count = moveLabels(edit, session, from, into)
        edit.remove('class', from)
        return count
      })
      return { moved }
    },
    remove({ id, moveTo }) {
      if (id === moveTo) throw new VitrineError('INVALID_INPUT', 'Labels can’t move to the class that is removed.')
      if (moveTo !== null) get(moveTo)
      const moved = history.run({ title: `Remove class ${get(id).name}` }, (edit, session) => {
        const count = moveLabels(edit, session, id, moveTo)
        edit.remove('class', id)
        return count
      })
      return { moved }
    }
  }
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
const nextPosition = (rows: readonly ClassRow[]): number => Math.max(-1, ...rows.map(row => row.position)) + 1
