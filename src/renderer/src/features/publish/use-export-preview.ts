import { shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { createRefresher } from '@/api/refresher'
import { useMessages } from '@/stores/messages'
import { useTopics } from '@/ui/use-topics'
import type { ExportFormat, ExportPreview } from '@shared/contract/exports'
import type { ImageFilter } from '@shared/contract/images'

/** What an export would take and what its format loses, as the labels are now; null until the first answer. */
export function useExportPreview(asked: () => { readonly format: ExportFormat; readonly filter: ImageFilter }) {
  const messages = useMessages()
  const preview = shallowRef<(ExportPreview & { readonly format: ExportFormat }) | null>(null)
  const refresh = createRefresher(async () => {
    const { format, filter } = asked()
    const found = await messages.attempt(() => client.exports.preview({ format, filter }))
    if (found) preview.value = { ...found, format }
  })
  watch(asked, refresh, { immediate: true, deep: true })
  useTopics(['annotations', 'images', 'sources', 'classes'], () => void refresh())
  return preview
}
