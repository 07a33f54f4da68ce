import {
  featuresRequestSchema,
  predictRequestSchema,
  type EngineUsed,
  type FeaturesRequest,
  type Inference,
  type MatrixResult,
  type PredictRequest
} from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { defaultTraining, type EngineName } from '@shared/contract/training'
import { sizeOf } from '@shared/domain/models/weights'
import type { ObjectStore } from '../../files/objects'
import type { Backend, CompiledModel } from '../backend'
import { checkModel } from '../check-model'
import { openObjects, readPacked, selectRows, takeRows } from '../object-arrays'
import { parseOrExplain } from '@shared/contract/parse'
import { decodeWeights, readWeightsFile } from '../weights-file'
import type { HandlerContext } from './context'

/** Probabilities (softmax) or scores (hinge) of every chosen row, as an object of packed float32. */
export async function predict(request: PredictRequest, context: HandlerContext<number>): Promise<MatrixResult> {
  const parsed = parseOrExplain(predictRequestSchema, request, 'The request')
  return await infer(parsed, context, (model, x, count) => model.predict(x, count, parsed.batchSize))
}

/** Activations that enter a layer, one row per chosen example. */
export async function features(request: FeaturesRequest, context: HandlerContext<number>): Promise<MatrixResult> {
  const parsed = parseOrExplain(featuresRequestSchema, request, 'The request')
  return await infer(parsed, context, (model, x, count) => {
    if (model.features) return model.features(x, count, parsed.layer)
    throw new VitrineError('UNSUPPORTED', `The ${model.backend} engine computes no features. Choose the engine wasm.`)
  })
}

/** Rows computed between two looks at whether the request was cancelled. */
const CHUNK = 2048

async function infer(
  request: Inference,
  { openBackend, progress, control }: HandlerContext<number>,
  compute: (model: CompiledModel, x: Uint8Array | Float32Array, count: number) => Promise<Float32Array>
): Promise<MatrixResult> {
  checkModel(request.model)
  const store = openObjects(request.objects)
  const backend = await openBackend(request.engine)
  const model = await compileFor(request, store, backend)
  try {
    const all = await readPacked(store, request.x)
    const [count, ...shape] = request.x.shape
    const rowSize = sizeOf(shape)
    if (shape.join() !== request.model.input_shape.join()) {
      throw new VitrineError(
        'INVALID_INPUT',
        `The images are ${shape.join(' × ')} and the model takes ${request.model.input_shape.join(' × ')}. Use the recipe the model was trained with.`
      )
    }
    const rows = await selectRows(store, request.rows ?? { kind: 'range', start: 0, end: count }, count)
    const parts: Float32Array[] = []
    for (let from = 0; from < rows.length; from += CHUNK) {
      await control.turn(async () => {})
      if (control.stopping) throw new VitrineError('CANCELLED', 'The prediction was cancelled.')
      const part = rows.subarray(from, from + CHUNK)
      parts.push(await compute(model, takeRows(all, part, rowSize), part.length))
      progress(Math.min(1, (from + CHUNK) / rows.length))
    }
    const matrix = joined(parts)
    const { hash } = await store.put(new Uint8Array(matrix.buffer))
    return {
      object: hash,
      shape: [rows.length, rows.length > 0 ? matrix.length / rows.length : 0],
      engine: used(backend)
    }
  } finally {
    model.dispose()
  }
}

async function compileFor({ model, weights }: Inference, store: ObjectStore, backend: Backend): Promise<CompiledModel> {
  const file =
    'file' in weights
      ? await readWeightsFile(weights.file)
      : decodeWeights(await store.read(weights.object), `object ${weights.object.slice(0, 12)}`)
  const compiled = await backend.compile(model, { ...defaultTraining, augmentation: [] })
  // A checkpoint holds the optimizer's slots too.
  await compiled.setWeights(file.tensors.filter(tensor => !tensor.name.startsWith('optimizer/')))
  return compiled
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

export function used(backend: Backend): EngineUsed {
  const { name, version, device, threads } = backend.info()
  return { backend: name, version, device, threads }
}

export type OpenBackend = (name: EngineName | 'auto') => Promise<Backend>
