import type { Client } from '../src/shared/contract/contract'

/** Starts a run and returns its id. */
export async function startRun(client: Client, datasetId: number, model: string, epochs: number): Promise<string> {
  return (await client.runs.start({ datasetId, model, training: { epochs } })).id
}

/** Until the run is over. */
export async function runEnd(client: Client, id: string): Promise<void> {
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  const isOver = async (): Promise<boolean> =>
    !['queued', 'running', 'paused'].includes((await client.runs.get({ id })).state)
  if (!(await isOver())) for await (const _ of events) if (await isOver()) break
  stop.abort()
}

/** Until the first batch of the run is through. */
export async function firstPoint(client: Client, runId: string): Promise<void> {
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  for await (const event of events) if (event.type === 'point' && event.point.runId === runId) break
  stop.abort()
}
