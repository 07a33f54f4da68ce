import * as v from 'valibot'
import { idSchema, nameSchema, procedure } from './common'

/** A class of the project's class list. `position` gives its number key: 0 → key 1, …, 9 → key 0. */
export const classSchema = v.object({
  id: idSchema,
  name: v.string(),
  position: v.number(),
  /** `#rrggbb`. */
  color: v.string(),
  /** When does an item belong here? Plain text, shown while labelling. */
  guideline: v.string(),
  exampleImageIds: v.array(idSchema),
  /** Labels (boxes or whole images) that carry this class now. */
  count: v.number()
})
export type ClassEntry = v.InferOutput<typeof classSchema>

const color = v.pipe(v.string(), v.hexColor())
/** The one class list of the project, in its order; ids stay when a class is renamed or moved. */
export const classesContract = {
  list: procedure.output(v.array(classSchema)),
  create: procedure.input(v.object({ name: nameSchema, color: v.optional(color) })).output(classSchema),
  update: procedure
    .input(
      v.object({
        id: idSchema,
        name: v.optional(nameSchema),
        color: v.optional(color),
        guideline: v.optional(v.string()),
        exampleImageIds: v.optional(v.array(idSchema))
      })
    )
    .output(classSchema),
  reorder: procedure.input(v.object({ ids: v.array(idSchema) })).output(v.void()),
  /** Moves every label of `from` to `into` and removes `from`. */
  merge: procedure.input(v.object({ from: idSchema, into: idSchema })).output(v.object({ moved: v.number() })),
  /** `moveTo` null leaves the labels' boxes without a class. */
  remove: procedure
    .input(v.object({ id: idSchema, moveTo: v.nullable(idSchema) }))
    .output(v.object({ moved: v.number() }))
}
