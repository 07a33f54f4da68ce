import * as v from 'valibot'
import { idSchema, instantSchema, procedure } from './common'

/** A step of undo. */
export const historyEntrySchema = v.object({
  id: idSchema,
  /** What was done, as a menu would say it: `Label 12 photos Coat`. */
  title: v.string(),
  at: instantSchema,
  author: v.string(),
  undone: v.boolean()
})
export type HistoryEntry = v.InferOutput<typeof historyEntrySchema>

/** Where the project stands between undo and redo. */
export const historyStateSchema = v.object({
  /** The steps that undo and redo would take next, and the latest 50, newest first. */
  undo: v.nullable(historyEntrySchema),
  redo: v.nullable(historyEntrySchema),
  entries: v.array(historyEntrySchema),
  savedAt: v.nullable(instantSchema)
})
export type HistoryState = v.InferOutput<typeof historyStateSchema>

/** Undo and redo, shared by all windows. */
export const historyContract = {
  state: procedure.output(historyStateSchema),
  /** Undoes the newest step that is not undone; the stack is shared by all windows and survives a restart. */
  undo: procedure.output(historyStateSchema),
  redo: procedure.output(historyStateSchema)
}
