import * as v from 'valibot'
import { trainingSchema } from '@shared/contract/training'

/** What of the form outlives a reload of the window. */
const draftSchema = v.object({
  datasetId: v.nullable(v.number()),
  model: v.string(),
  /** With every callback that is on, augmentation and class weights. */
  training: trainingSchema,
  classWeight: v.object({
    mode: v.picklist(['none', 'balanced', 'hand']),
    byHand: v.record(v.string(), v.number())
  }),
  start: v.object({
    kind: v.picklist(['new', 'continue', 'transfer', 'pretrained']),
    runId: v.nullable(v.string()),
    pop: v.number(),
    unfreezeFrom: v.nullable(v.string())
  })
})
export type FormDraft = v.InferOutput<typeof draftSchema>

/** A window may show one project after the other; ids of datasets and runs mean something in theirs only. */
const keyOf = (project: string): string => `vitrine:train-form:${project}`

/** The draft that this window kept for the project, or null: also where it was written by another version. */
export function readDraft(project: string, storage: Pick<Storage, 'getItem'>): FormDraft | null {
  const text = storage.getItem(keyOf(project))
  if (text === null) return null
  try {
    const draft = v.safeParse(draftSchema, JSON.parse(text))
    return draft.success ? draft.output : null
  } catch {
    return null
  }
}

export function writeDraft(project: string, draft: FormDraft, storage: Pick<Storage, 'setItem'>): void {
  try {
    storage.setItem(keyOf(project), JSON.stringify(draft))
  } catch {
    // A full or forbidden storage costs the draft, nothing else.
  }
}
