import type { Item, ItemModel } from '@shared/contract/item'
import { populationKey } from '@shared/domain/populations/population-key'
import type { Example } from '../examples/examples'
import type { ProjectSession } from '../session'
import { findLabelMap } from '../judging/label-maps'

/** The item's label in a model's classes where a label map of one of the item's populations says what it counts as. */
export function applyItemLabelMap(
  session: ProjectSession,
  model: ItemModel,
  { labelled, classId }: Example,
  populations: Item['populations']
): ItemModel {
  if (model.truth !== null || !labelled || classId === null) return model
  for (const { population } of populations) {
    const stored = findLabelMap(session, model.classIds, populationKey(population))
    const to = stored?.pairs.find(([from]) => from === classId)?.[1] ?? null
    const truth = to === null ? -1 : model.classIds.indexOf(to)
    if (truth >= 0) return { ...model, truth }
  }
  return model
}
