import { shallowRef } from 'vue'
import type { InferContractRouterOutputs } from '@orpc/contract'
import { client } from '@/api/client'
import { useTopics } from '@/ui/use-topics'
import type { imagesContract } from '@shared/contract/images'

export type MetadataColumn = InferContractRouterOutputs<typeof imagesContract>['columns'][number]

/** Metadata columns of the project's images. */
export function useColumns() {
  const columns = shallowRef<readonly MetadataColumn[]>([])

  async function load(): Promise<void> {
    try {
      columns.value = await client.images.columns()
    } catch {
      // The last known columns stay; the next change asks again.
    }
  }
  void load()
  useTopics(['images', 'sources'], () => void load())
  return columns
}
