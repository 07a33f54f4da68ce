import type { Augmentation } from '@shared/contract/training'
import type { Preview } from '@shared/contract/runs'
import { createRandom } from '@shared/domain/random/random'
import type { EngineClient } from '../../engine-client/engine-client'
import { join } from 'node:path'
import { rowsOf, type DatasetsService } from '../datasets/datasets-service'
import { samplePreviews } from '../examples/sample-previews'
import type { Workspace } from '../workspace'

export interface PreviewDeps {
  readonly workspace: Workspace
  readonly datasets: Pick<DatasetsService, 'find'>
  readonly engine: Pick<EngineClient, 'augment'>
}

export interface PreviewRequest {
  readonly datasetId: number
  readonly augmentation: readonly Augmentation[]
  readonly samples: number
  readonly draws: number
  readonly draw: number
}

/** Training examples as the model gets them: originals, and draws of the augmentation beside each. */
export function createPreviewMaker({ workspace, datasets, engine }: PreviewDeps) {
  return async function preview(request: PreviewRequest): Promise<Preview> {
    const session = workspace.session()
    const { objects } = session
    const dataset = datasets.find(request.datasetId)
    const { counts, shape } = dataset.facts
    const size = shape[0] * shape[1] * shape[2]
    const { end } = rowsOf(counts, 'train')
    const labels = int32(await objects.readRange(dataset.y, 0, end * 4))
    // Draws of an augmentation are compared on the same samples; samples alone are drawn anew.
    const rows = pickRows(labels, request.samples, request.draws > 0 ? 0 : request.draw)
    const pairs = await Promise.all(rows.map(async row => int32(await objects.readRange(dataset.examples, row * 8, 8))))
    const originals = await Promise.all(rows.map(row => objects.readRange(dataset.x, row * size, size)))
    const augmented =
      request.draws === 0
        ? Buffer.alloc(0)
        : await draw(request, rows, [counts.train + counts.validation + counts.test, ...shape], dataset.x)
    const columns = 1 + request.draws
    const bytes = originals.flatMap((original, at) => [
      original,
      augmented.subarray(at * request.draws * size, (at + 1) * request.draws * size)
    ])
    const { hash } = await objects.put(Buffer.concat(bytes))
    await samplePreviews(session).add(hash, shape)
    return {
      pack: hash,
      shape,
      columns,
      samples: rows.map((row, at) => ({ imageId: pairs[at]?.[0] ?? 0, classIndex: labels[row] ?? 0 }))
    }
  }

  async function draw(
    { augmentation, draws, draw: seed }: PreviewRequest,
    rows: readonly number[],
    shape: [number, number, number, number],
    object: string
  ): Promise<Buffer> {
    const { objects, path } = workspace.session()
    const { x } = await engine.augment({
      objects: join(path, 'objects'),
      x: { object, dtype: 'uint8', shape },
      rows: [...rows],
      augmentation: [...augmentation],
      seed,
      copies: draws
    })
    const bytes = await objects.read(x.object)
    await objects.remove(x.object)
    return bytes
  }
}

/** Rows of different classes as long as there are any, in a seeded order. */
function pickRows(labels: Int32Array, wanted: number, draw: number): readonly number[] {
  const order = createRandom(42, 'preview', draw).shuffle(Array.from(labels.keys()))
  const seen = new Map<number, number>()
  const ranked = order.map(row => {
    const label = labels[row] ?? 0
    const rank = seen.get(label) ?? 0
    seen.set(label, rank + 1)
    return { row, rank }
  })
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, wanted)
    .map(({ row }) => row)
}

const int32 = (bytes: Buffer): Int32Array => new Int32Array(Uint8Array.from(bytes).buffer)
