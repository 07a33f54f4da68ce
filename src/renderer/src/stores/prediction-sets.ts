import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import type { PredictionSet } from '@shared/contract/prediction-sets'
import { useProjectList } from './project-list'

/** Predictions that were made elsewhere, newest first. */
export const usePredictionSets = defineStore('prediction-sets', () => {
  const { items, loaded, failure, refresh } = useProjectList<PredictionSet>(['evaluations'], () =>
    client.predictionSets.list()
  )
  const byId = computed(() => new Map(items.value.map(set => [set.id, set])))
  return { list: items, loaded, failure, byId, refresh }
})
