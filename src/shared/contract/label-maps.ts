import * as v from 'valibot'
import { idSchema, procedure, uuidSchema } from './common'
import { populationSchema } from './evaluation'
import { labelMapKindSchema } from './label-map-kind'

const className = v.object({ id: idSchema, name: v.string() })

/** Everything that the wizard shows: the classes of both sides, what is stored, and what names propose. */
export const labelMapDraftSchema = v.object({
  /** Classes of the model, in its order. */
  model: v.array(className),
  population: v.object({ name: v.string(), count: v.number(), unlabelled: v.number() }),
  /** Classes that the population is labelled with, in the project's order. */
  rows: v.array(
    v.object({
      ...className.entries,
      count: v.number(),
      /** The model knows this class itself: it needs no map. */
      known: v.boolean(),
      /** Class id of the model that names propose, and that lies at the same place. */
      byName: v.nullable(idSchema),
      byIndex: v.nullable(idSchema),
      /** As stored; null = left out, or nothing is stored. */
      stored: v.nullable(idSchema)
    })
  ),
  kind: v.nullable(labelMapKindSchema)
})
export type LabelMapDraft = v.InferOutput<typeof labelMapDraftSchema>

const target = { runId: uuidSchema, population: populationSchema }

/** Maps from the classes of a population to those of a model's class list. */
export const labelMapsContract = {
  draft: procedure.input(v.object(target)).output(labelMapDraftSchema),
  /** Holds for every model of these classes on this population. Errors: INVALID_INPUT for classes of neither side. */
  save: procedure
    .input(
      v.object({
        ...target,
        kind: labelMapKindSchema,
        /** By class id of the population; what is absent is left out. Of `by-name` and `index` they are made here. */
        pairs: v.optional(v.array(v.object({ from: idSchema, to: v.nullable(idSchema) })), [])
      })
    )
    .output(labelMapDraftSchema),
  remove: procedure.input(v.object(target)).output(labelMapDraftSchema)
}
