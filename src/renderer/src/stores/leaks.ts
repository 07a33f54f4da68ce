import { useRouter } from 'vue-router'
import { client } from '@/api/client'
import type { Dataset } from '@shared/contract/datasets'
import { useMessages } from './messages'

/** Images that an address can name. */
const most = 1000

/** Leads to the images that stand on both sides of a dataset's split, in the library. */
export function useLeaks() {
  const router = useRouter()
  const messages = useMessages()
  return async ({ id }: Pick<Dataset, 'id'>): Promise<void> => {
    const groups = await messages.attempt(() => client.datasets.leaks({ id }))
    const ids = groups?.flatMap(({ imageIds }) => imageIds).slice(0, most)
    if (ids) await router.push({ name: 'library', query: { ids: ids.join(',') } })
  }
}
