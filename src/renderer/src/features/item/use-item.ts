import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { client } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import { createRefresher } from '@/api/refresher'
import { useTopics } from '@/ui/use-topics'
import type { Comparison } from '@shared/contract/comparison'
import type { Image } from '@shared/contract/images'
import type { Item, Stages } from '@shared/contract/item'
import { populationKey } from '@shared/domain/populations/population-key'

export interface ItemTarget {
  readonly imageId: number
  readonly annotationId: string | null
  /** Null = all runs that have weights. */
  readonly runIds: readonly string[] | null
}

/** Everything that is computed of the item, at one time. */
export interface ItemState {
  readonly item: Item
  readonly comparison: Comparison | null
  /** Why there are no figures though models answered. */
  readonly comparisonFailure: Failure | null
}

/** An item with its models' answers and figures: asked again when a label or box changes, here or elsewhere. */
export function useItem(target: Ref<ItemTarget | null>, on: Ref<string | null>) {
  const image = shallowRef<Image | null>(null)
  const now = shallowRef<ItemState | null>(null)
  /** As it was when it was opened: what “before” means here. */
  const before = shallowRef<ItemState | null>(null)
  const previous = shallowRef<ItemState | null>(null)
  const stages = shallowRef<Stages | null>(null)
  const failure = ref<Failure | null>(null)
  const working = ref(false)
  let opened: ItemTarget | null = null
  let openedOn: string | null = null

  const population = computed(() => {
    const choices = now.value?.item.populations ?? []
    return choices.find(choice => populationKey(choice.population) === on.value) ?? choices[0] ?? null
  })

  const refresh = createRefresher(async () => {
    const wanted = target.value
    if (!wanted) return
    working.value = true
    try {
      if (opened !== wanted) image.value = await client.images.get({ id: wanted.imageId })
      const item = await client.item.get({
        imageId: wanted.imageId,
        annotationId: now.value && opened === wanted ? now.value.item.annotationId : wanted.annotationId,
        ...(wanted.runIds && { runIds: [...wanted.runIds] })
      })
      if (wanted !== target.value) return
      const figures = await compare(item, on.value)
      if (wanted !== target.value) return
      const next = { item, ...figures }
      if (opened !== wanted) {
        before.value = next
        previous.value = null
      } else if (before.value && (openedOn !== on.value || !before.value.comparison)) {
        before.value = { ...before.value, ...figures }
        previous.value = null
      } else previous.value = now.value
      opened = wanted
      openedOn = on.value
      now.value = next
      failure.value = null
      void loadStages(item)
    } catch (error) {
      failure.value = toFailure(error)
    } finally {
      working.value = false
    }
  })

  async function loadStages(item: Item): Promise<void> {
    // Predictions from elsewhere have no recipe to be followed.
    const model = item.models.find(({ recipe }) => recipe !== null)
    const { imageId, annotationId } = item
    // What can't be shown step by step is said by the models' own reasons.
    const next = model
      ? await client.item.stages({ imageId, annotationId, runId: model.runId }).catch(() => null)
      : null
    if (now.value?.item === item) stages.value = next
  }

  watch([target, on], () => void refresh(), { immediate: true })
  useTopics(['annotations', 'classes', 'images'], () => void refresh())
  return { image, now, before, previous, stages, population, failure, working, refresh }
}

/** Figures of the runs on the chosen population of the item; none where no model answers on one. */
async function compare(item: Item, on: string | null): Promise<Omit<ItemState, 'item'>> {
  const none = { comparison: null, comparisonFailure: null }
  const choice = item.populations.find(({ population }) => populationKey(population) === on) ?? item.populations[0]
  if (!choice) return none
  const { population } = choice
  // A cross-validation is judged on the examples that its folds kept aside, runs on everything else.
  const outOfFold = population.kind === 'dataset' && population.part === 'out-of-fold' ? population.datasetId : null
  const runIds = item.models
    .filter(({ predicted, outOfFoldOf }) => predicted !== null && outOfFoldOf === outOfFold)
    .map(({ runId }) => runId)
  if (runIds.length === 0) return none
  try {
    return { ...none, comparison: await client.comparison.compare({ runIds, population }) }
  } catch (error) {
    return { ...none, comparisonFailure: toFailure(error) }
  }
}
