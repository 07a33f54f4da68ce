import { shallowRef } from 'vue'
import { client } from '@/api/client'
import { useTopics } from '@/ui/use-topics'
import type { ImageSummary } from '@shared/contract/images'

/** Kept at most: names of a few screens around. */
const kept = 4000

/** Names and states of the items in view, asked for when the view rests. */
export function useSummaries() {
  const known = shallowRef<ReadonlyMap<number, ImageSummary>>(new Map())
  let wanted: readonly number[] = []

  async function load(ids: readonly number[]): Promise<void> {
    wanted = ids
    const missing = ids.filter(id => !known.value.has(id)).slice(0, 2000)
    if (missing.length === 0) return
    try {
      const found = await client.images.summaries({ ids: missing })
      const before = known.value.size > kept ? [] : known.value
      known.value = new Map([...before, ...found.map(summary => [summary.id, summary] as const)])
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
