import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHost } from '../e2e/host'
import type { Client } from '../src/shared/contract/contract'
import { jobEnd, openBenchBackend } from './bench-backend'

export interface CallFigure {
  readonly call: string
  readonly directMicroseconds: number
  readonly httpMicroseconds: number
}

const rounds = 400

/** What one call of the window costs: on the backend directly, as the desktop host does it, and over http on this machine. */
export async function measureCalls(): Promise<readonly CallFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-calls-'))
  const { backend, client } = await openBenchBackend(join(folder, 'direct'))
  const host = await startHost(join(folder, 'http'))
  try {
    const direct = await measure(client, folder, 'Direct')
    const http = await measure(host.client, folder, 'Http')
    return [...direct].map(([call, directMicroseconds]) => ({
      call,
      directMicroseconds,
      httpMicroseconds: http.get(call) ?? NaN
    }))
  } finally {
    await host.stop()
    await backend.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(client: Client, folder: string, name: string): Promise<ReadonlyMap<string, number>> {
  await client.projects.create({ name, folder })
  await jobEnd(client, (await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const { ids } = await client.images.query({})
  const [first = 0] = ids
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    'history.state': () => client.history.state(),
    'images.query, 2,500 items': () => client.images.query({}),
    'images.summaries, 100 items': () => client.images.summaries({ ids: ids.slice(0, 100) }),
    'annotations.create, on the disk when it returns': () =>
      client.annotations.create({ imageId: first, region: { kind: 'rect', x: 1, y: 1, w: 5, h: 5 } })
  }
  const figures = new Map<string, number>()
  for (const [call, ask] of Object.entries(calls)) figures.set(call, await microseconds(ask))
  return figures
}

/** The median: others use the machine, too. */
async function microseconds(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    await ask()
    times.push(performance.now() - begun)
  }
  return (times.sort((a, b) => a - b)[rounds / 2] ?? 0) * 1000
}
