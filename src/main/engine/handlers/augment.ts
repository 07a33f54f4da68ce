import { augmentRequestSchema, type AugmentRequest, type AugmentResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { sizeOf } from '@shared/domain/models/weights'
import { createAugmenter } from '../augment/augment'
import { gatherRows } from '../math/batch'
import { openObjects, readPacked } from '../object-arrays'
import { parseOrExplain } from '@shared/contract/parse'

/** Samples as training would see them, for the preview: each copy is the same sample in another step. */
export async function augment(request: AugmentRequest): Promise<AugmentResult> {
  const { objects, x, rows, augmentation, seed, copies } = parseOrExplain(augmentRequestSchema, request, 'The request')
  const store = openObjects(objects)
  const [count, ...shape] = x.shape
  const wrong = rows.find(row => row >= count)
  if (wrong !== undefined)
    throw new VitrineError('INVALID_INPUT', `There is no row ${wrong}; the dataset has ${count}.`)
  const size = sizeOf(shape)
  const batch = gatherRows(await readPacked(store, x), rows, size)
  const augmenter = createAugmenter(augmentation, seed, shape as [number, number, number])
  const bytes = new Uint8Array(rows.length * copies * size)
  for (let copy = 0; copy < copies; copy++) {
    const changed = augmenter.apply(batch, { step: copy, count: rows.length })
    rows.forEach((_, at) => {
      const values = changed
        .subarray(at * size, (at + 1) * size)
        .map(value => Math.min(255, Math.max(0, 255 * value + 0.5)))
      bytes.set(values, (at * copies + copy) * size)
    })
  }
  const { hash } = await store.put(bytes)
  const [height = 0, width = 0, channels = 0] = shape
  return { x: { object: hash, dtype: 'uint8', shape: [rows.length * copies, height, width, channels] } }
}
