import { join } from 'node:path'
import type { MatrixResult, PredictRequest, TrainResult } from '@shared/contract/engine'
import type { Population } from '@shared/contract/evaluation'
import { spawnMemoryEngine } from '../engine-client/testing/memory-engine'
import { createObjectStore } from '../files/objects'
import { resourcesDir, startTestBackend, type TestBackend } from './test-backend'

const engine = { backend: 'cpu' as const, version: '1', device: 'test', threads: 1 }
const trained: TrainResult = {
  ...{ run: 'run', engine, parameters: 1, epochs: [], stopped: 'completed', weights: '' },
  ...{ best: { epoch: 1, val_loss: 1, val_accuracy: 0.5 }, weightsEpoch: 1, stepMs: 5 }
}

export interface GarmentRun extends TestBackend {
  /** Of a model that says Dress, its fourth class, of everything, and is 95 % sure. */
  readonly runId: string
  /** Three photos of classes that the model doesn't know: `Klasse Dress` and the like. */
  readonly population: Population
}

/** A project with a trained run and, beside its data, photos labelled in another tongue. */
export async function startGarmentRun(
  predict: (request: PredictRequest) => Promise<Float32Array> = predictDress
): Promise<GarmentRun> {
  let trainings = 0
  const started = await startTestBackend({
    spawnEngine: spawnMemoryEngine({
      // Who trains again ends with other weights.
      train: () => ({ ...trained, weights: 'abcdef'.charAt(trainings++).repeat(64) }),
      async predict(request): Promise<MatrixResult> {
        const values = await predict(request)
        const { hash } = await createObjectStore(request.objects.replace(/objects$/, '')).put(
          new Uint8Array(values.buffer)
        )
        const count = countOf(request)
        return { object: hash, shape: [count, values.length / count], engine }
      }
    })
  })
  const { client, folder, ended } = started
  await client.projects.create({ name: 'p', folder })
  await ended((await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const [garments] = await client.sources.list()
  const dataset = await client.datasets.freeze({ name: 'garments', filter: { sources: [garments?.id ?? 0] } })
  const run = await client.runs.start({ datasetId: dataset.id, model: 'scratch' })
  const { jobId } = await client.runs.get({ id: run.id })
  if (jobId) await ended(jobId)
  const from = join(resourcesDir, 'sample/iiif/manifest.json')
  const preview = await client.sources.preview({ from })
  const classMap = Object.fromEntries(preview.labels.map(({ text }) => [text, `Klasse ${text}`]))
  await ended((await client.sources.import({ from, classMap })).jobId)
  const photos = (await client.sources.list()).find(({ kind }) => kind === 'iiif')
  return { ...started, runId: run.id, population: { kind: 'source', sourceId: photos?.id ?? 0 } }
}

/** Examples that a request asks about. */
export const countOf = ({ x, rows }: PredictRequest): number =>
  rows?.kind === 'range' ? rows.end - rows.start : (x.shape[0] ?? 0)

function predictDress(request: PredictRequest): Promise<Float32Array> {
  const values = new Float32Array(countOf(request) * 10).fill(0.05 / 9)
  for (let row = 0; row < countOf(request); row++) values[row * 10 + 3] = 0.95
  return Promise.resolve(values)
}
