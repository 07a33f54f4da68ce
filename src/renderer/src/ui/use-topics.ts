import { onScopeDispose } from 'vue'
import { onTopics } from '@/api/listeners'
import type { Topic } from '@shared/contract/events'

/** Calls `refresh` when one of the topics changes, while the calling component is shown. */
export function useTopics(topics: readonly Topic[], refresh: () => void): void {
  onScopeDispose(onTopics(topics, refresh))
}
