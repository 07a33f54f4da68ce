import { frozenBase } from '@shared/domain/models/frozen-base'
import { photo, PHOTO_FEATURES } from '@shared/domain/models/presets/photo'
import type { Model } from '@shared/contract/model'
import type { ProjectSession } from '../session'
import { resolveStartWeights, type StartWeightsDeps } from '../training/start-weights'

/** The preset `photo` without its head: what it gives for a picture are the picture's features. */
export const backbone: Model = {
  ...photo.model,
  layers: photo.model.layers.slice(
    0,
    photo.model.layers.findIndex(({ name }) => name === frozenBase(photo.model)?.layer)
  )
}

export const featureCount = PHOTO_FEATURES

/** Object of the weights that ship for it, the same that a run of `photo` starts from. */
export async function backboneWeights(
  session: ProjectSession,
  deps: Pick<StartWeightsDeps, 'resourcesDir'>
): Promise<string> {
  const find = (): never => {
    throw new TypeError('new weights come from no run')
  }
  const start = await resolveStartWeights(session, { kind: 'new' }, photo.name, { ...deps, find })
  if (!start) throw new TypeError('photo starts from weights that ship')
  return start.weights
}
