import {
  featuresRequestSchema,
  predictRequestSchema,
  type FeaturesRequest,
  type Inference,
  type MatrixResult,
  type PredictRequest
} from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { parseOrExplain } from '@shared/contract/parse'
import { sizeOf } from '@shared/domain/models/weights'
import type { CompiledModel } from '../backend'
import { engineUsed } from '../backends'
import { checkModel } from '../check-model'
import { fittingBatch } from '../fitting-batch'
import { openObjects, readPacked, selectRows, takeRows } from '../object-arrays'
import type { HandlerContext } from './context'
import { createModelCache } from './model-cache'

export interface InferenceHandlers {
  /** Probabilities (softmax) or scores (hinge) of every chosen row, as an object of packed float32. */
  predict(request: PredictRequest, context: HandlerContext<number>): Promise<MatrixResult>
  /** Activations that enter a layer, one row per chosen example. */
  features(request: FeaturesRequest, context: HandlerContext<number>): Promise<MatrixResult>
}

type Compute = (model: CompiledModel, x: Uint8Array | Float32Array, count: number) => Promise<Float32Array>

/** Batches computed between two looks at whether the request was cancelled. */
const CHUNK = 8

export function createInference(): InferenceHandlers {
  const cache = createModelCache()
  let last: Promise<unknown> = Promise.resolve()

  /** One at a time: a model in use is never evicted, and memory holds one batch. */
  function inTurn(work: () => Promise<MatrixResult>): Promise<MatrixResult> {
    const mine = last.then(work, work)
    last = mine
    return mine
  }

  async function infer(request: Inference, context: HandlerContext<number>, compute: Compute): Promise<MatrixResult> {
    const { openBackend, progress, control } = context
    checkModel(request.model)
    const store = openObjects(request.objects)
    const backend = await openBackend(request.engine)
    const model = await cache.get(request, store, backend)
    const all = await readPacked(store, request.x)
    const [count, ...shape] = request.x.shape
    checkShape(shape, request.model.input_shape)
    const rows = await selectRows(store, request.rows ?? { kind: 'range', start: 0, end: count }, count)
    const parts: Float32Array[] = []
    const chunk = CHUNK * fittingBatch(request.model, request.batchSize)
    for (let from = 0; from < rows.length; from += chunk) {
      await control.turn(async () => {})
      if (control.stopping) throw new VitrineError('CANCELLED', 'The prediction was cancelled.')
      const part = rows.subarray(from, from + chunk)
      parts.push(await compute(model, takeRows(all, part, sizeOf(shape)), part.length))
      progress(Math.min(1, (from + chunk) / rows.length))
    }
    const matrix = joined(parts)
    const { hash } = await store.put(new Uint8Array(matrix.buffer))
    return {
      object: hash,
      shape: [rows.length, rows.length > 0 ? matrix.length / rows.length : 0],
      engine: engineUsed(backend)
    }
  }

  return {
    async predict(request, context) {
      const parsed = parseOrExplain(predictRequestSchema, request, 'The request')
      return await inTurn(() =>
        infer(parsed, context, (model, x, count) =>
          model.predict(x, count, fittingBatch(parsed.model, parsed.batchSize))
        )
      )
    },
    async features(request, context) {
      const parsed = parseOrExplain(featuresRequestSchema, request, 'The request')
      return await inTurn(() =>
        infer(parsed, context, (model, x, count) => {
          if (model.features)
            return model.features(x, count, parsed.layer, fittingBatch(parsed.model, parsed.batchSize))
          throw new VitrineError(
            'UNSUPPORTED',
            `The ${model.backend} engine computes no features. Choose the engine wasm.`
          )
        })
      )
    }
  }
}

function checkShape(shape: readonly number[], wanted: readonly number[]): void {
  if (shape.join() === wanted.join()) return
  throw new VitrineError(
    'INVALID_INPUT',
    `The images are ${shape.join(' × ')} and the model takes ${wanted.join(' × ')}. Use the recipe the model was trained with.`
  )
}

function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
