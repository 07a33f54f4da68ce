import { join } from 'node:path'
import type { Client } from '../src/shared/contract/contract'
import type { Job } from '../src/shared/contract/jobs'
import { createBackend, type Backend } from '../src/main/backend'
import type { BackendPorts } from '../src/main/ports'
import { clientOf } from '../src/main/testing/backend-client'

export const root = process.env.VITRINE_ROOT ?? join(import.meta.dirname, '..')

/** A backend in this process without an engine, on a user's folder of its own. */
export async function openBenchBackend(
  folder: string,
  ports: Partial<BackendPorts> = {}
): Promise<{ readonly backend: Backend; readonly client: Client; ended(jobId: string): Promise<Job> }> {
  const quiet = (): void => undefined
  const backend = await createBackend({
    host: 'node',
    userDataDir: join(folder, 'user'),
    documentsDir: folder,
    resourcesDir: join(root, 'resources'),
    version: '0.0.0-bench',
    spawnEngine: () => {
      throw new Error('There is no engine in this measurement')
    },
    log: { info: quiet, warn: quiet, error: (message, cause) => console.error(message, cause) },
    ...ports
  })
  const client = clientOf(backend)
  return { backend, client, ended: jobId => jobEnd(client, jobId) }
}

/** Waits for a job; throws its error. */
export async function jobEnd(client: Client, jobId: string): Promise<Job> {
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  try {
    const isEnded = ({ state }: Job): boolean => ['succeeded', 'failed', 'cancelled', 'interrupted'].includes(state)
    let job = await client.jobs.get({ id: jobId })
    while (!isEnded(job)) {
      const next = await events.next()
      if (next.done) throw new Error('The events ended before the job')
      if (next.value.type === 'job' && next.value.job.id === jobId) job = next.value.job
    }
    if (job.state !== 'succeeded') throw new Error(job.error?.message ?? `The job ended ${job.state}`)
    return job
  } finally {
    stop.abort()
  }
}
