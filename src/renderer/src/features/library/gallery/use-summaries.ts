import { shallowRef, triggerRef } from 'vue'
import { client } from '@/api/client'
import { useTopics } from '@/ui/use-topics'
import type { ImageSummary } from '@shared/contract/images'

/** Kept at most: names of a few screens around. */
const kept = 4000

/** Names and states of the items in view, asked for when the view rests. */
export function useSummaries() {
  const known = shallowRef(new Map<number, ImageSummary>())
  let wanted: readonly number[] = []

  async function load(ids: readonly number[]): Promise<void> {
    wanted = ids
    const missing = ids.filter(id => !known.value.has(id)).slice(0, 2000)
    if (missing.length === 0) return
    try {
      const found = await client.images.summaries({ ids: missing })
      if (known.value.size > kept) known.value.clear()
      for (const summary of found) known.value.set(summary.id, summary)
      triggerRef(known)
    } catch {
      // Tiles then go without names; the next rest asks again.
    }
  }

  useTopics(['images', 'annotations', 'sources'], () => {
    known.value = new Map()
    void load(wanted)
  })
  return { known, load }
}
