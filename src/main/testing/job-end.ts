import * as v from 'valibot'
import type { Client } from '@shared/contract/contract'
import type { Job } from '@shared/contract/jobs'
import { verifyReportSchema, type VerifyReport } from '@shared/contract/projects'

/** Waits for a job's end, whichever it is. */
export async function jobEnd(client: Client, id: string): Promise<Job> {
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  try {
    const now = await client.jobs.get({ id })
    if (isEnded(now)) return now
    for await (const event of events) {
      if (event.type === 'job' && event.job.id === id && isEnded(event.job)) return event.job
    }
    throw new Error(`The events ended before job ${id}`)
  } finally {
    stop.abort()
  }
}

const isEnded = (job: Job): boolean => ['succeeded', 'failed', 'cancelled', 'interrupted'].includes(job.state)

/** What a check of the open project finds. */
export async function verified(client: Client): Promise<VerifyReport> {
  const { jobId } = await client.projects.verify()
  const { result, error } = await jobEnd(client, jobId)
  if (error) throw new Error(error.message)
  return v.parse(verifyReportSchema, result)
}
