import { join } from 'node:path'
import { toUnit } from '@shared/domain/similarity/vectors'
import type { EngineClient } from '../../engine-client/engine-client'
import { renderInputs, type Inputs, type InputRenderer } from '../examples/inputs'
import type { ProjectSession } from '../session'
import { backbone, featureCount } from './backbone'
import type { FeatureItem } from './feature-items'
import type { FeatureVectors } from './feature-vectors'

export interface ComputeDeps {
  readonly session: ProjectSession
  readonly engine: Pick<EngineClient, 'predict'>
  readonly renderer: InputRenderer
  readonly weights: string
  readonly vectors: FeatureVectors
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number) => void
}

/** Pictures that pass the network between two looks at whether the work was cancelled: 10 MB of inputs. */
const chunk = 64

/** Computes and keeps the features of these items; while the network works on some, the next ones are prepared. */
export async function computeFeatures(items: readonly FeatureItem[], deps: ComputeDeps): Promise<void> {
  const { session, renderer, vectors, signal, onProgress } = deps
  // Two items may show the same picture.
  const wanted = [...new Map(items.map(item => [item.key, item])).values()]
  const parts = Array.from({ length: Math.ceil(wanted.length / chunk) }, (_, at) =>
    wanted.slice(at * chunk, (at + 1) * chunk)
  )
  const prepare = (part: readonly FeatureItem[]): Promise<Inputs> => {
    const inputs = renderInputs(
      part.map(({ example }) => example),
      renderer,
      session.objects,
      signal && { signal }
    )
    // Where the part before fails, nobody waits for this one.
    inputs.catch(() => undefined)
    return inputs
  }
  let next = parts[0] && prepare(parts[0])
  for (const [at, part] of parts.entries()) {
    signal?.throwIfAborted()
    const inputs = await next
    const following = parts[at + 1]
    next = following && prepare(following)
    if (!inputs) continue
    for (const { at: row, message } of inputs.failed) vectors.failures.set(part[row]?.key ?? 0n, message)
    const values = inputs.rows.length > 0 ? await pass(inputs, deps) : new Float32Array(0)
    for (const [row, key] of inputs.keys.entries()) {
      await vectors.add(key, toUnit(values.slice(row * featureCount, (row + 1) * featureCount)))
    }
    onProgress?.(Math.min(wanted.length, (at + 1) * chunk))
  }
}

async function pass({ x, rows }: Inputs, { session, engine, renderer, weights, signal }: ComputeDeps) {
  const { objects, path } = session
  const input = await objects.put(x)
  try {
    const { object } = await engine.predict(
      {
        objects: join(path, 'objects'),
        model: backbone,
        weights: { object: weights },
        x: { object: input.hash, dtype: 'uint8', shape: [rows.length, ...renderer.shape] }
      },
      signal && { signal }
    )
    const values = new Float32Array(Uint8Array.from(await objects.read(object)).buffer)
    await objects.remove(object)
    return values
  } finally {
    // Both are made again in no time, and thousands of photos would fill the disk.
    if (input.added) await objects.remove(input.hash)
  }
}
