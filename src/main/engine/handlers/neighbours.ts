import { neighboursRequestSchema, type NeighboursRequest, type NeighboursResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { modelSchema } from '@shared/contract/model'
import { parseOrExplain } from '@shared/contract/parse'
import { defaultTraining } from '@shared/contract/training'
import { emptyGraph, offer } from '@shared/domain/similarity/neighbour-graph'
import { sizeOf } from '@shared/domain/models/weights'
import type { Backend } from '../backend'
import { openObjects, readPacked } from '../object-arrays'
import type { HandlerContext } from './context'

/** Rows that are compared with all others at once: 1,280 values of each are a kernel of 2.6 MB. */
const BLOCK = 512
/** Rows that pass it at once, and between two looks at whether the request was cancelled. */
const CHUNK = 2048

/**
 * The nearest neighbours of every row by scalar product, exactly. The product of two matrices is what a dense layer
 * computes: a block of rows is its kernel, all rows pass it, on whichever back end there is.
 */
export async function neighbours(
  request: NeighboursRequest,
  { openBackend, progress, control }: HandlerContext<number>
): Promise<NeighboursResult> {
  const { objects, x, width, engine } = parseOrExplain(neighboursRequestSchema, request, 'The request')
  const store = openObjects(objects)
  const values = await readPacked(store, x)
  if (!(values instanceof Float32Array)) throw new VitrineError('INVALID_INPUT', 'Features are float32 values.')
  const [rows, ...shape] = x.shape
  const columns = sizeOf(shape)
  const graph = emptyGraph(rows, width)
  const units = Math.max(1, Math.min(BLOCK, rows))
  const product = await compileProduct(await openBackend(engine), columns, units)
  try {
    for (let start = 0; start < rows; start += units) {
      const block = Math.min(units, rows - start)
      await product.setWeights([
        { name: 'product/kernel', shape: [columns, units], data: transposed(values, start, block, columns, units) }
      ])
      for (let from = 0; from < rows; from += CHUNK) {
        await control.turn(async () => {})
        if (control.stopping) throw new VitrineError('CANCELLED', 'The comparison was cancelled.')
        const count = Math.min(CHUNK, rows - from)
        const similarities = await product.predict(
          values.subarray(from * columns, (from + count) * columns),
          count,
          CHUNK
        )
        for (let row = 0; row < count; row++) {
          for (let at = 0; at < block; at++) {
            if (from + row !== start + at) offer(graph, from + row, start + at, similarities[row * units + at]!, true)
          }
        }
        progress((start * rows + block * (from + count)) / (rows * rows))
      }
    }
  } finally {
    product.dispose()
  }
  const { hash } = await store.put(
    new Uint8Array(Buffer.concat([Buffer.from(graph.ids.buffer), Buffer.from(graph.similarities.buffer)]))
  )
  return { object: hash }
}

async function compileProduct(backend: Backend, columns: number, units: number) {
  const model = parseOrExplain(
    modelSchema,
    {
      name: 'product',
      input_shape: [1, 1, columns],
      layers: [
        { class_name: 'Flatten', name: 'flat' },
        { class_name: 'Dense', name: 'product', units, use_bias: false, kernel_initializer: 'zeros' }
      ]
    },
    'The product'
  )
  return await backend.compile(model, { ...defaultTraining, augmentation: [] })
}

/** `[columns, units]` of some rows `[count, columns]`; what is over stays 0. */
function transposed(values: Float32Array, start: number, count: number, columns: number, units: number): Float32Array {
  const kernel = new Float32Array(columns * units)
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < columns; column++) {
      kernel[column * units + row] = values[(start + row) * columns + column] ?? 0
    }
  }
  return kernel
}
