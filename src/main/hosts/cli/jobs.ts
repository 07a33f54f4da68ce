import type { Client } from '@shared/contract/contract'
import { VitrineError } from '@shared/contract/errors'
import type { Job } from '@shared/contract/jobs'
import type { CommandContext } from './command'
import { onInterrupt } from './interrupt'

const ended = new Set<Job['state']>(['succeeded', 'failed', 'cancelled', 'interrupted'])

/** Follows a job to its end and shows its progress. Ctrl+C cancels it. Errors: the job's own. */
export async function followJob(client: Client, id: string, { progress }: CommandContext): Promise<Job> {
  const stop = new AbortController()
  const cancel = () => void client.jobs.cancel({ id }).catch(() => undefined)
  const release = onInterrupt(cancel)
  try {
    // Subscribed first: what happens between the two calls comes as an event.
    const events = await client.events.subscribe(undefined, { signal: stop.signal })
    let job = await client.jobs.get({ id })
    if (!ended.has(job.state)) {
      for await (const event of events) {
        if (event.type !== 'job' || event.job.id !== id || event.job.revision < job.revision) continue
        job = event.job
        progress(job.progress, job.detail)
        if (ended.has(job.state)) break
      }
    }
    if (job.state === 'succeeded') return job
    throw job.error
      ? new VitrineError(job.error.code, job.error.message, job.error.details)
      : new VitrineError('CANCELLED', `“${job.title}” was ${job.state}.`)
  } finally {
    stop.abort()
    release()
  }
}

/** Shows the progress of jobs of that kind while `work`, a call that starts one and waits for it, is under way. */
export async function showJobs<T>(
  client: Client,
  kind: Job['kind'],
  { progress }: CommandContext,
  work: () => Promise<T>
): Promise<T> {
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  async function follow(): Promise<void> {
    for await (const event of events) {
      if (event.type === 'job' && event.job.kind === kind && event.job.state === 'running')
        progress(event.job.progress, event.job.detail)
    }
  }
  // Ends with the stream; what it shows is not worth a failure.
  void follow().catch(() => undefined)
  try {
    return await work()
  } finally {
    stop.abort()
  }
}
