import * as v from 'valibot'

/** How a label map came about. `index`: the nth class of the one counts as the nth of the other, whatever they mean. */
export const labelMapKindSchema = v.picklist(['by-name', 'by-hand', 'index'])
export type LabelMapKind = v.InferOutput<typeof labelMapKindSchema>
