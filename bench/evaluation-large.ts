import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forkFrom } from '../src/main/engine-client/fork-engine'
import type { Client } from '../src/shared/contract/contract'
import type { Population } from '../src/shared/contract/evaluation'
import { thumbRequests } from '../src/shared/domain/media/thumb-address'
import type { Backend } from '../src/main/backend'
import { jobEnd, openBenchBackend, root } from './bench-backend'
import { runEnd, startRun } from './bench-runs'
import { repeat, type RepeatedFigure } from './repeat'

const models = 8
const repeats = 7
/** Pictures of the first screen of a matrix cell's gallery. */
const firstScreen = 60

/** Eight models on all 70,000 pictures of Fashion-MNIST, as Evaluate and Compare ask for them; memory at the end. */
export async function measureLargeEvaluation(): Promise<
  readonly (RepeatedFigure | { what: string; median: number })[]
> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-large-'))
  const { backend, client } = await openBenchBackend(folder, {
    spawnEngine: forkFrom(join(root, 'out/main/engine.js'))
  })
  try {
    const target = await prepare(client, folder)
    return [
      ...(await measure(backend, client, target)),
      { what: 'memory, MB', median: process.memoryUsage().rss / 1e6 }
    ]
  } finally {
    await backend.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Target {
  readonly runIds: string[]
  readonly population: Population
}

/** The smallest model there is: what is measured begins with its predictions. */
async function prepare(client: Client, folder: string): Promise<Target> {
  await client.projects.create({ name: 'Large', folder })
  await jobEnd(client, (await client.sources.import({ from: 'catalogue:fashion-mnist' })).jobId)
  const [garments] = await client.sources.list()
  const sourceId = garments?.id ?? 0
  const { id } = await client.datasets.freeze({ name: 'Garments', filter: { sources: [sourceId] } })
  await client.models.save({
    name: 'linear',
    model: {
      name: 'linear',
      input_shape: [28, 28, 1],
      layers: [
        { class_name: 'Flatten', name: 'flatten' },
        { class_name: 'Dense', name: 'dense', units: 10, activation: 'softmax' }
      ]
    }
  })
  const population: Population = { kind: 'source', sourceId }
  for (let at = 0; at < models; at++) await runEnd(client, await startRun(client, id, 'linear', 1))
  const runIds = (await client.runs.list()).map(run => run.id)
  await client.comparison.compare({ runIds, population })
  return { runIds, population }
}

async function measure(backend: Backend, client: Client, { runIds, population }: Target): Promise<RepeatedFigure[]> {
  const runId = runIds[0] ?? ''
  const { items } = await client.evaluation.items({ runId, population, only: 'wrong', limit: 1 })
  const [item] = items
  const labels = await client.annotations.list({ imageId: item?.imageId ?? 0 })
  const id = labels[0]?.id ?? ''
  const classes = await client.classes.list()
  let step = 0
  const relabel = async (): Promise<void> => {
    await client.annotations.update({ id, classId: classes[step++ % classes.length]?.id ?? 0, seen: true })
  }
  const first = await client.evaluation.evaluate({ runId, population })
  const [truth = 0, predicted = 0] = worstCell(first.confusion.counts)
  const fetchThumbs = async (images: readonly number[]): Promise<void> => {
    const wanted = images.map(image => ({ image, region: null }))
    for (const { url } of thumbRequests('fine', wanted)) {
      await (await backend.fetch(new Request(new URL(url, 'http://vitrine.test')))).arrayBuffer()
    }
  }
  const count = `${models} × ${first.count.toLocaleString('en')}`
  return [
    await repeat(`a label edit to all figures of Compare, ${count}`, repeats, async () => {
      await relabel()
      await client.comparison.compare({ runIds, population })
    }),
    await repeat('a label edit to all figures of Evaluate, one model', repeats, async () => {
      await relabel()
      await client.evaluation.evaluate({ runId, population })
    }),
    await repeat('matrix cell to the thumbnails of its first screen', repeats, async () => {
      const cell = await client.evaluation.items({ runId, population, truth, predicted, limit: 200 })
      await fetchThumbs(cell.items.slice(0, firstScreen).map(({ imageId }) => imageId))
    }),
    await repeat('errors by loss, the first 200', repeats, () =>
      client.evaluation.items({ runId, population, only: 'wrong', sort: 'loss', limit: 200 })
    ),
    await repeat(`filter of Compare, ${count}`, repeats, () =>
      client.comparison.items({ runIds, population, show: 'disagree', truth, limit: 200 })
    )
  ]
}

/** Row and column of the greatest count off the diagonal. */
function worstCell(confusion: readonly (readonly number[])[]): readonly number[] {
  const cells = confusion.flatMap((row, t) => row.flatMap((value, p) => (t === p ? [] : [{ value, cell: [t, p] }])))
  return cells.sort((a, b) => b.value - a.value)[0]?.cell ?? []
}
