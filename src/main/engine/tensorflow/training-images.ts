import type { Augmenter } from '../augment/augment'
import type { ImageShape } from '../augment/stages'
import { parameterWidth } from '../augment/stages'
import { attr } from './attributes'
import { emitAugmentation } from './augmentation'
import type { Graph, Value } from './graph'
import { names } from './graph-names'
import { scaledBytes } from './ops'
import { assignFed, createVariable, emitDone } from './variables'

/**
 * The batch's images, float32: rows of the resident bytes by index. Any value of a graph can be fed, so that
 * `train/bytes` or `train/x` is fed instead when the data is not resident or not bytes.
 */
function emitImages(g: Graph, inputShape: ImageShape): Value {
  const data = createVariable(g, 'data', 'data', null, 'uint8')
  const all = g.placeholder(names.dataBytes, 'uint8', [null, ...inputShape])
  emitDone(g, names.dataDone, [assignFed(g, data, all)])
  const indices = g.placeholder(names.trainIndices, 'int32', [null])
  const attributes = {
    dtype: attr.type('uint8'),
    Tindices: attr.type('int32'),
    batch_dims: attr.int(0),
    validate_indices: attr.bool(true)
  }
  const output = { shape: [null, ...inputShape], dtype: 'uint8' } as const
  const bytes = g.op('ResourceGather', [data.handle, indices], attributes, output, { name: names.trainBytes })
  return scaledBytes(g, bytes, names.trainX)
}

/** The batch's images after augmentation, whose random numbers are fed. */
export function emitTrainingImages(g: Graph, inputShape: ImageShape, augmenter: Augmenter): Value {
  const images = emitImages(g, inputShape)
  const width = parameterWidth(augmenter.stages)
  if (width === 0) return images
  const parameters = g.placeholder(names.trainAugmentation, 'float32', [null, width])
  return g.scope('train/augment', () => emitAugmentation(g, images, parameters, augmenter, inputShape))
}
