import type { Client } from '../../src/shared/contract/contract'

/** The sample project with small trained runs, judged on its photos, made through the same calls as the window's. */
export async function trainSample(client: Client, models: readonly string[]): Promise<{ photos: number }> {
  await client.projects.openSample({})
  const sources = await client.sources.list()
  const garments = sources.find(({ kind }) => kind === 'idx')?.id ?? 0
  const photos = sources.find(({ kind }) => kind === 'folder')?.id ?? 0
  const dataset = await client.datasets.freeze({ name: 'Garments', filter: { sources: [garments] } })
  for (const model of models) {
    const { id } = await client.runs.start({ datasetId: dataset.id, model, training: { epochs: 1 } })
    await finished(client, id)
    // Preparing 44 photos takes seconds on a busy machine; it is done once for all runs.
    await client.evaluation.evaluate({ runId: id, population: { kind: 'source', sourceId: photos } })
  }
  return { photos }
}

/** Waits for a run's end by the events that the window hears. */
async function finished(client: Client, id: string): Promise<void> {
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  const isOver = async () => !['queued', 'running', 'paused'].includes((await client.runs.get({ id })).state)
  if (!(await isOver())) for await (const _ of events) if (await isOver()) break
  stop.abort()
  const run = await client.runs.get({ id })
  if (run.state !== 'finished') throw new Error(`run ${run.number} ended as ${run.state}: ${run.error?.message ?? ''}`)
}
