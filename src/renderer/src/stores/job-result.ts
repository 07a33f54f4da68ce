import type { GenericSchema, InferOutput } from 'valibot'
import { safeParse } from 'valibot'
import { computed, ref } from 'vue'
import { toFailure } from '@/api/failure'
import { useJobs } from './jobs'

/** Runs one job at a time and gives its result; `failure` is the sentence of what went wrong. */
export function useJobResult<S extends GenericSchema>(schema: S) {
  const jobs = useJobs()
  const jobId = ref<string | null>(null)
  const failure = ref('')
  const job = computed(() => (jobId.value === null ? null : (jobs.byId.get(jobId.value) ?? null)))

  async function run(start: () => Promise<{ readonly jobId: string }>): Promise<InferOutput<S> | null> {
    if (jobId.value !== null) return null
    failure.value = ''
    try {
      jobId.value = (await start()).jobId
      const ended = await jobs.whenEnded(jobId.value)
      if (ended.state === 'failed') failure.value = ended.error?.message ?? ''
      const result = safeParse(schema, ended.result)
      return ended.state === 'succeeded' && result.success ? result.output : null
    } catch (error) {
      failure.value = toFailure(error).message
      return null
    } finally {
      jobId.value = null
    }
  }

  const cancel = (): void => void (jobId.value !== null && jobs.act(jobId.value, 'cancel'))
  return { run, cancel, job, failure, busy: computed(() => jobId.value !== null) }
}
