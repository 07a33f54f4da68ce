import { eq } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Model } from '@shared/contract/model'
import type { modelsContract } from '@shared/contract/models'
import { findPreset } from '@shared/domain/models/presets/presets'
import { inferShapes } from '@shared/domain/models/shapes'
import { userModel } from '../../storage/training-schema'
import type { EventBus } from '../event-bus'
import type { Workspace } from '../workspace'

export interface ModelsService extends Handlers<typeof modelsContract> {
  /** A user's model or a preset of that name. Errors: NOT_FOUND. */
  find(name: string): Model
}

export interface ModelsDeps {
  readonly workspace: Workspace
  readonly bus: EventBus
  readonly now: () => Date
}

/** Throws INVALID_INPUT with the first problem and the layer that causes it. */
export function checkModel(model: Model): void {
  const [problem] = inferShapes(model).problems
  if (!problem) return
  const where = problem.layer === null ? `Model “${model.name}”` : `Layer “${problem.layer}”`
  throw new VitrineError('INVALID_INPUT', `${where}: ${problem.message}`, { layer: problem.layer })
}

export function createModelsService({ workspace, bus, now }: ModelsDeps): ModelsService {
  const orm = () => workspace.session().database.orm
  const announce = () => bus.publish({ type: 'changed', revision: 0, topics: ['models'] })
  const toContract = (row: typeof userModel.$inferSelect) => ({
    name: row.name,
    model: row.model,
    modifiedAt: new Date(row.modifiedAt).toISOString()
  })

  return {
    list: () => orm().select().from(userModel).all().map(toContract),
    save({ name, model }) {
      workspace.writable()
      if (findPreset(name)) throw new VitrineError('CONFLICT', `“${name}” is a preset. Give your model another name.`)
      checkModel(model)
      const row = { name, model: { ...model, name }, modifiedAt: now().getTime() }
      const saved = orm()
        .insert(userModel)
        .values(row)
        .onConflictDoUpdate({ target: userModel.name, set: row })
        .returning()
        .get()
      announce()
      return toContract(saved)
    },
    remove({ name }) {
      workspace.writable()
      orm().delete(userModel).where(eq(userModel.name, name)).run()
      announce()
    },
    find(name) {
      const own = orm().select().from(userModel).where(eq(userModel.name, name)).get()
      const model = own?.model ?? findPreset(name)?.model
      if (!model)
        throw new VitrineError('NOT_FOUND', `There is no model “${name}”: choose a preset or save one under that name.`)
      return model
    }
  }
}
