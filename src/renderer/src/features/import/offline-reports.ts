import * as v from 'valibot'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { client } from '@/api/client'
import { useJobs } from '@/stores/jobs'
import { useMessages } from '@/stores/messages'
import { bytes } from '@/ui/format'
import { offlineReportSchema, type OfflineInput, type OfflineReport } from '@shared/contract/offline'
import { importStrings } from './strings'

const text = importStrings.offline

/** Says how downloads that this window knows of came out, and tries again what failed. */
export const useOfflineReports = defineStore('offline-reports', () => {
  const jobs = useJobs()
  const messages = useMessages()
  /** Pictures that could not be had, while they are shown. */
  const shown = shallowRef<OfflineReport['failed'] | null>(null)

  async function tell(jobId: string): Promise<void> {
    const job = await jobs.whenEnded(jobId)
    if (job.state === 'failed' && job.error) return void messages.say(job.error.message, { tone: 'warn', lasts: 0 })
    const report = v.safeParse(offlineReportSchema, job.result)
    if (job.state !== 'succeeded' || !report.success) return
    const { failed, downloaded, bytes: size } = report.output
    const done = text.done(downloaded, bytes(size))
    if (failed.length === 0) messages.say(done, { tone: 'ok', lasts: 8000 })
    else
      messages.say(`${done} ${text.failed(failed.length)}`, {
        ...{ tone: 'warn', lasts: 0 },
        action: { label: importStrings.showSkipped, run: () => (shown.value = failed) }
      })
  }

  const follow = (jobId: string): void => void tell(jobId)

  async function start(input: Partial<OfflineInput>): Promise<void> {
    const started = await messages.attempt(() => client.offline.start(input))
    if (!started) return
    messages.say(text.started)
    follow(started.jobId)
  }

  return { shown, follow, start }
})
