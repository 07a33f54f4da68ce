import * as v from 'valibot'
import { instantSchema, nameSchema, procedure } from './common'
import { modelSchema } from './model'

/** A model of the user's own; the presets are the program's (`shared/domain/models`). */
export const userModelSchema = v.object({ name: v.string(), model: modelSchema, modifiedAt: instantSchema })
/** A model of the user’s own, by its name. */
export type UserModel = v.InferOutput<typeof userModelSchema>

/** The user’s own models of a project. Errors: INVALID_INPUT, NOT_FOUND, READ_ONLY. */
export const modelsContract = {
  list: procedure.output(v.array(userModelSchema)),
  /** Replaces a model of that name. Errors: INVALID_INPUT names the layer that causes a problem. */
  save: procedure.input(v.object({ name: nameSchema, model: modelSchema })).output(userModelSchema),
  remove: procedure.input(v.object({ name: v.string() })).output(v.void())
}
