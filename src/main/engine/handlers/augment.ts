import { augmentRequestSchema, type AugmentRequest, type AugmentResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { createAugmenter } from '../augment/augment'
import { gatherRows } from '../math/batch'
import { openObjects, readPacked } from '../object-arrays'
import { parseOrExplain } from '@shared/contract/parse'

/** Samples as training would see them, for the preview: each copy is the same sample in another step. */
export async function augment(request: AugmentRequest): Promise<AugmentResult> {
  const { objects, x, rows, augmentation, seed, copies } = parseOrExplain(augmentRequestSchema, request, 'The request')
  const store = openObjects(objects)
  const [count, height, width, channels] = x.shape
  const wrong = rows.find(row => row >= count)
  if (wrong !== undefined)
    throw new VitrineError('INVALID_INPUT', `There is no row ${wrong}; the dataset has ${count}.`)
  const size = height * width * channels
  const batch = gatherRows(await readPacked(store, x), rows, size)
  const augmenter = createAugmenter(augmentation, seed, [height, width, channels])
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
  return { x: { object: hash, dtype: 'uint8', shape: [rows.length * copies, height, width, channels] } }
}
