import { computed, shallowRef, type Ref } from 'vue'
import { client } from '@/api/client'
import { useDatasets } from '@/stores/datasets'
import { useMessages } from '@/stores/messages'
import { useRuns } from '@/stores/runs'
import { useTopics } from '@/ui/use-topics'

type Entry = Awaited<ReturnType<typeof client.recipes.list>>[number]

/** Names of the recipes that make inputs for a run; none for what is no run. */
export function useRecipes(runId: Ref<string | null>) {
  const runs = useRuns()
  const datasets = useDatasets()
  const messages = useMessages()
  const all = shallowRef<readonly Entry[]>([])
  async function refresh(): Promise<void> {
    all.value = (await messages.attempt(() => client.recipes.list())) ?? []
  }
  void refresh()
  useTopics(['recipes'], () => void refresh())
  return computed<readonly string[]>(() => {
    const datasetId = runs.byId.get(runId.value ?? '')?.datasetId
    const shape = datasets.list.find(({ id }) => id === datasetId)?.shape
    return shape ? all.value.filter(one => one.shape.join() === shape.join()).map(({ recipe }) => recipe.name) : []
  })
}
