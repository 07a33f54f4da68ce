import * as v from 'valibot'
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useJobs } from '@/stores/jobs'
import { useMessages } from '@/stores/messages'
import { importReportSchema, type Skipped } from '@shared/contract/sources'
import { importStrings as text } from './strings'

/** Says how imports that this window started came out. */
export const useImportReports = defineStore('import-reports', () => {
  const jobs = useJobs()
  const messages = useMessages()
  /** What the last import left out, while it is shown. */
  const shown = ref<readonly Skipped[] | null>(null)

  async function tell(jobId: string): Promise<void> {
    const job = await jobs.whenEnded(jobId)
    if (job.state === 'failed' && job.error) {
      messages.say(job.error.message, { tone: 'warn', lasts: 0 })
      return
    }
    const report = v.safeParse(importReportSchema, job.result)
    if (job.state !== 'succeeded' || !report.success) return
    const { skipped } = report.output
    messages.say(text.done(report.output), {
      tone: skipped.length > 0 ? 'warn' : 'ok',
      lasts: skipped.length > 0 ? 0 : 8000,
      ...(skipped.length > 0 && { action: { label: text.showSkipped, run: () => (shown.value = skipped) } })
    })
  }

  function follow(jobId: string): void {
    messages.say(text.started)
    void tell(jobId)
  }

  return { shown, follow }
})
