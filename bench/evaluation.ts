// The closed loop with the real engine: one label and one box to every figure, at rest and while a training runs.
//   bench/evaluation.ts
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createBackend } from '../src/main/backend'
import { forkFrom } from '../src/main/engine-client/fork-engine'
import { clientOf } from '../src/main/testing/backend-client'
import type { Client } from '../src/shared/contract/contract'
import type { Population } from '../src/shared/contract/evaluation'
import { firstPoint, runEnd, startRun } from './bench-runs'
import { repeat, type RepeatedFigure } from './repeat'

const presets = ['scratch', 'deep', 'simple-cnn', 'cnn-softmax']
const repeats = 12

/** Four presets on the sample's photos and garments; the built engine is needed (`npm run build`). */
export async function measureEvaluation(): Promise<RepeatedFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-evaluation-'))
  const quiet = (): void => undefined
  const backend = await createBackend({
    host: 'node',
    userDataDir: folder,
    resourcesDir: resolve('resources'),
    version: '0.0.0-bench',
    spawnEngine: forkFrom(join(process.env.VITRINE_ROOT ?? resolve('.'), 'out/main/engine.js')),
    log: { info: quiet, warn: quiet, error: quiet }
  })
  try {
    return await measure(clientOf(backend))
  } finally {
    await backend.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(client: Client): Promise<RepeatedFigure[]> {
  await client.projects.openSample({})
  const sources = await client.sources.list()
  const photos = sources.find(({ kind }) => kind === 'folder')
  const garments = sources.find(({ kind }) => kind === 'idx')
  const dataset = await client.datasets.freeze({ name: 'Garments', filter: { sources: [garments?.id ?? 0] } })
  for (const model of presets) await runEnd(client, await startRun(client, dataset.id, model, 1))
  const runIds = (await client.runs.list()).map(({ id }) => id)
  const live: Population = { kind: 'source', sourceId: photos?.id ?? 0 }
  const frozen: Population = { kind: 'dataset', datasetId: dataset.id, part: 'test' }
  for (const population of [live, frozen]) await client.comparison.compare({ runIds, population })

  const { items } = await client.comparison.items({ runIds, population: live, limit: 1 })
  const [photo] = items
  const id = photo?.annotationId ?? ''
  const imageId = photo?.imageId ?? 0
  let step = 0
  /** What the item page asks for after an edit. */
  const look = async (population: Population): Promise<void> => {
    await client.item.get({ imageId, annotationId: id, runIds })
    await client.comparison.compare({ runIds, population })
  }
  const moveBox = async (): Promise<void> => {
    step++
    await client.annotations.update({ id, region: { kind: 'rect', x: step, y: 10, w: 300, h: 400 }, seen: true })
    await look(live)
  }
  const relabel = async (): Promise<void> => {
    step++
    await client.annotations.update({ id, classId: 1 + (step % 2), seen: true })
    await look(live)
  }
  const names = `${presets.length} presets`
  const figures = [
    await repeat(`box edit to new inputs, predictions and figures, ${names}`, repeats, moveBox),
    await repeat(`label edit to all figures, ${names}`, repeats, relabel),
    await repeat('recipe steps of the item', repeats, async () => {
      await client.item.stages({ imageId, annotationId: id, runId: runIds[0] ?? '' })
    }),
    await repeat('filter of the comparison, 500 items', repeats, async () => {
      await client.comparison.items({ runIds, population: frozen, show: 'someWrong', limit: 100 })
    })
  ]
  const running = await startRun(client, dataset.id, 'scratch', 200)
  await firstPoint(client, running)
  figures.push(
    await repeat(`the same box edit while a training runs`, repeats, moveBox),
    await repeat(`the same label edit while a training runs`, repeats, relabel)
  )
  await client.runs.stop({ id: running })
  await runEnd(client, running)
  return figures
}
