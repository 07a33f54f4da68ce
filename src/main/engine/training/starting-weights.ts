import { VitrineError } from '@shared/contract/errors'
import type { ObjectStore } from '../../files/objects'
import type { CompiledModel, NamedTensor } from '../backend'
import { decodeWeights } from '../weights-file'

/**
 * Takes the weights that the object names into the model, which keeps its new ones for the rest: that is how transfer
 * works. Returns a line that says which layers start from where. Throws INVALID_INPUT when nothing fits.
 */
export async function startFromWeights(model: CompiledModel, object: string, store: ObjectStore): Promise<string> {
  const { tensors } = decodeWeights(await store.read(object), `object ${object.slice(0, 12)}`)
  const given = new Map(tensors.map(tensor => [tensor.name, tensor]))
  const fresh = await model.getWeights()
  const layersOf = (weights: readonly NamedTensor[]) => [...new Set(weights.map(({ name }) => name.split('/')[0]))]
  const taken = layersOf(fresh.filter(weight => given.has(weight.name)))
  const rest = layersOf(fresh.filter(weight => !given.has(weight.name)))
  if (taken.length === 0) {
    throw new VitrineError(
      'INVALID_INPUT',
      `None of the model’s layers (${rest.join(', ')}) is among the weights to start from. Choose the run or the preset they belong to.`
    )
  }
  await model.setWeights(fresh.map(weight => fitting(weight, given.get(weight.name))))
  return `Starts from given weights in ${taken.join(', ')}; ${rest.length > 0 ? `new weights in ${rest.join(', ')}` : 'none are new'}.`
}

function fitting(weight: NamedTensor, given: NamedTensor | undefined): NamedTensor {
  if (!given) return weight
  if (given.shape.join() === weight.shape.join()) return given
  throw new VitrineError(
    'INVALID_INPUT',
    `The weights to start from have "${weight.name}" as [${given.shape.join(', ')}], and the model wants [${weight.shape.join(', ')}]. Pop that layer, or keep its size.`
  )
}
