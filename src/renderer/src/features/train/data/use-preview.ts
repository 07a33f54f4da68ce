import { useDebounceFn } from '@vueuse/core'
import { ref, shallowRef, watch, type WatchSource } from 'vue'
import { client } from '@/api/client'
import { useMessages } from '@/stores/messages'
import type { Preview } from '@shared/contract/runs'
import { fetchSamples } from './sample-pixels'

type PreviewInput = Parameters<typeof client.runs.preview>[0]

export interface ShownPreview {
  readonly preview: Preview
  readonly images: readonly ImageData[]
}

/** Samples that follow what is asked for; a slider that moves asks when it rests. null = nothing to show. */
export function usePreview(wanted: WatchSource<PreviewInput | null>) {
  const messages = useMessages()
  const shown = shallowRef<ShownPreview | null>(null)
  const busy = ref(false)
  let latest = 0

  const ask = useDebounceFn(async (input: PreviewInput, number: number) => {
    busy.value = true
    const found = await messages.attempt(async () => {
      const preview = await client.runs.preview(input)
      return { preview, images: await fetchSamples(preview) }
    })
    // A newer question is under way: its answer is the one to show.
    if (number !== latest) return
    busy.value = false
    shown.value = found ?? null
  }, 150)

  watch(
    wanted,
    input => {
      latest++
      if (input) void ask(input, latest)
      else shown.value = null
    },
    { immediate: true, deep: true }
  )
  return { shown, busy }
}
