import * as v from 'valibot'
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useDialogs, type ImportPreset } from '@/stores/dialogs'
import { useJobs } from '@/stores/jobs'
import { useMessages } from '@/stores/messages'
import { importReportSchema, type Skipped } from '@shared/contract/sources'
import { useOfflineReports } from './offline-reports'
import { importStrings as text } from './strings'

/** Says how imports that this window started came out. */
export const useImportReports = defineStore('import-reports', () => {
  const jobs = useJobs()
  const messages = useMessages()
  const dialogs = useDialogs()
  const downloads = useOfflineReports()
  /** What the last import left out, while it is shown. */
  const shown = ref<readonly Skipped[] | null>(null)

  async function tell(jobId: string, preset: ImportPreset): Promise<void> {
    const job = await jobs.whenEnded(jobId)
    if (job.state === 'failed' && job.error) {
      // An upload is gone by now: it has to be handed over again.
      const again = preset.from?.startsWith('upload:') ? {} : preset
      const action = { label: text.again, run: () => dialogs.show({ kind: 'import', ...again }) }
      messages.say(job.error.message, { tone: 'warn', lasts: 0, action })
      return
    }
    const report = v.safeParse(importReportSchema, job.result)
    if (job.state !== 'succeeded' || !report.success) return
    const { skipped, offline } = report.output
    messages.say(text.done(report.output), {
      tone: skipped.length > 0 ? 'warn' : 'ok',
      lasts: skipped.length > 0 ? 0 : 8000,
      ...(skipped.length > 0 && { action: { label: text.showSkipped, run: () => (shown.value = skipped) } })
    })
    if (offline) downloads.follow(offline)
  }

  function follow(jobId: string, preset: ImportPreset): void {
    messages.say(text.started)
    void tell(jobId, preset)
  }

  return { shown, follow }
})
