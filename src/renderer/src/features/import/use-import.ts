import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'
import { client } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import { UploadError, uploadFiles, type UploadFile } from '@/api/upload'
import { useDialogs, type ImportPreset } from '@/stores/dialogs'
import { useSettings } from '@/stores/settings'
import type { ImportInput, ImportPreview, KeptPictures } from '@shared/contract/sources'
import { useImportReports } from './import-reports'

export type Format = ImportInput['format']
/** Label text → class name; `''` = a box without a class, null = left out. What is absent goes by the preview. */
export type ClassMap = Readonly<Record<string, string | null>>

/** One import from the choice of a source over its preview to the start of the job. */
export function useImport(preset: ImportPreset) {
  const dialogs = useDialogs()
  const reports = useImportReports()
  const settings = useSettings()
  const from = ref(preset.from ?? '')
  const format = ref<Format>(preset.format ?? 'auto')
  const copy = ref(true)
  const foldersAsClasses = ref(false)
  const choices = ref<ImportInput['choices']>('first')
  const pictures = ref<KeptPictures>({ kind: 'side', pixels: 4096 })
  const busy = ref<'reading' | 'starting' | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const preview = shallowRef<ImportPreview | null>(null)
  /** Where the preview was read from: a path, an address or an upload. */
  const source = ref('')
  const classMap = shallowRef<ClassMap>({})
  const leaveOut = shallowRef<ReadonlySet<string>>(new Set())
  /** Of a collection: the members that are wanted. */
  const only = shallowRef<ReadonlySet<string>>(new Set())
  /** Files on their way and the share of them that has arrived. */
  const upload = ref<{ readonly count: number; readonly share: number } | null>(null)
  const leaving = new AbortController()
  let reading = new AbortController()
  onBeforeUnmount(() => {
    leaving.abort()
    reading.abort()
  })

  const input = computed(() => ({
    ...{ from: source.value, format: format.value, copy: copy.value, foldersAsClasses: foldersAsClasses.value },
    choices: choices.value,
    ...(only.value.size > 0 && { only: [...only.value] })
  }))

  async function read(): Promise<void> {
    reading.abort()
    reading = new AbortController()
    const { signal } = reading
    busy.value = 'reading'
    failure.value = null
    try {
      const found = await client.sources.preview(input.value, { signal })
      if (!signal.aborted) preview.value = found
    } catch (error) {
      if (!signal.aborted) failure.value = toFailure(error)
    } finally {
      if (!signal.aborted) busy.value = null
    }
  }

  /** Reads a source that was named anew. */
  async function look(wanted: string): Promise<void> {
    source.value = wanted
    back()
    await read()
  }

  /** To the choice of a source; a reading under way ends. */
  function back(): void {
    reading.abort()
    busy.value = null
    preview.value = null
    failure.value = null
    classMap.value = {}
    leaveOut.value = new Set()
    only.value = new Set()
    choices.value = 'first'
    foldersAsClasses.value = false
  }

  async function handOver(files: readonly UploadFile[]): Promise<void> {
    if (upload.value) return
    failure.value = null
    upload.value = { count: files.length, share: 0 }
    try {
      const progress = (share: number): void => void (upload.value = { count: files.length, share })
      await look(await uploadFiles(files, progress, leaving.signal))
    } catch (error) {
      failure.value = error instanceof UploadError ? error.failure : toFailure(error)
    } finally {
      upload.value = null
    }
  }

  /** Reaches a host of a private network from now on, and reads again. */
  async function allow(host: string): Promise<void> {
    await settings.allowHost(host)
    if (source.value !== '') await read()
  }

  /** Starts the job and leaves the rest to the status bar. */
  async function start(wanted = source.value, more: Partial<ImportInput> = {}): Promise<void> {
    if (busy.value) return
    busy.value = 'starting'
    failure.value = null
    try {
      const { jobId } = await client.sources.import({
        ...input.value,
        from: wanted,
        classMap: { ...classMap.value },
        leaveOut: [...leaveOut.value],
        pictures: pictures.value,
        download: 'after',
        ...more
      })
      reports.follow(jobId, { from: wanted, format: format.value })
      dialogs.close()
    } catch (error) {
      failure.value = toFailure(error)
    } finally {
      busy.value = null
    }
  }

  return {
    ...{
      from,
      format,
      copy,
      foldersAsClasses,
      choices,
      pictures,
      busy,
      failure,
      preview,
      source,
      classMap,
      leaveOut,
      only,
      upload
    },
    ...{ look, read, back, handOver, allow, start }
  }
}

export type Import = ReturnType<typeof useImport>
