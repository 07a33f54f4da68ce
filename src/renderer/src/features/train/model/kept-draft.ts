import * as v from 'valibot'
import { modelSchema } from '@shared/contract/model'
import type { Draft } from './model-draft'

/** As it lies in a storage: read-only on the way in, checked on the way out. */
const draftSchema = v.object({
  model: modelSchema,
  origin: v.nullable(v.string()),
  saved: v.nullable(modelSchema),
  past: v.array(modelSchema),
  future: v.array(modelSchema)
})

/** Steps of undo that are kept, either way: some hundred kilobytes of a deep model. */
const most = 20

/** Models belong to their project. */
const keyOf = (project: string): string => `vitrine:model-draft:${project}`

type Storages = {
  /** Outlives a reload of this window. */
  readonly own: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Outlives the window: what was edited last in any of them. */
  readonly common: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
}

/** The unsaved model of this window, else the last one of any window; null also where another version wrote it. */
export function readModelDraft(project: string, { own, common }: Storages): Draft | null {
  const text = own.getItem(keyOf(project)) ?? common.getItem(keyOf(project))
  if (text === null) return null
  try {
    const draft = v.safeParse(draftSchema, JSON.parse(text))
    return draft.success ? draft.output : null
  } catch {
    return null
  }
}

/** Keeps what is not saved yet; `null` = there is nothing of that kind any more. */
export function keepModelDraft(project: string, draft: Draft | null, { own, common }: Storages): void {
  const key = keyOf(project)
  if (draft === null) {
    // What another window has edited since is that one's.
    if (common.getItem(key) === own.getItem(key)) common.removeItem(key)
    own.removeItem(key)
    return
  }
  const text = JSON.stringify({ ...draft, past: draft.past.slice(-most), future: draft.future.slice(0, most) })
  for (const storage of [own, common]) {
    try {
      storage.setItem(key, text)
    } catch {
      // A full or forbidden storage costs the draft, nothing else.
    }
  }
}
