import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { onStreamOpen, onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import type { Share } from '@shared/contract/publish'
import { useProject } from './project'

/** Whether the project is shared, and where. */
export const useShare = defineStore('share', () => {
  const project = useProject()
  const share = shallowRef<Share | null>(null)
  const refresh = createRefresher(async () => {
    share.value = project.isOpen ? await client.publish.share().catch(() => share.value) : null
  })
  onTopics(['share'], () => void refresh())
  onStreamOpen(() => void refresh())
  watch(
    () => project.project?.path,
    () => void refresh(),
    { immediate: true }
  )
  return { share, refresh }
})
