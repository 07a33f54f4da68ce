import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { client } from '@/api/client'
import { createRefresher } from '@/api/refresher'
import { isLive, useJobs } from '@/stores/jobs'
import { useMessages } from '@/stores/messages'
import type { Recipe } from '@shared/contract/recipe'
import type { Ranking } from '@shared/contract/recipes'
import { checkRecipe } from '@shared/domain/recipes/shape'
import { cropVariants } from '@shared/domain/recipes/variants'
import type { LabTarget } from './use-lab'

interface RankingOptions {
  readonly target: Ref<LabTarget | null>
  readonly runIds: Ref<readonly string[]>
  readonly recipes: Ref<readonly Recipe[]>
  /** The recipe at work: its crops are compared, the control goes through it. */
  readonly recipe: Ref<Recipe | null>
  readonly version: Ref<number>
}

/** Figures of the recipes and of the crops of the one at work, and the job that makes what is missing. */
export function useRanking({ target, runIds, recipes, recipe, version }: RankingOptions) {
  const jobs = useJobs()
  const messages = useMessages()
  const ranking = shallowRef<Ranking | null>(null)
  const ablation = shallowRef<Ranking | null>(null)
  const crops = computed(() =>
    recipe.value && !('message' in checkRecipe(recipe.value)) ? [...cropVariants(recipe.value)] : []
  )
  const jobId = ref<string | null>(null)
  const job = computed(() => {
    const known = jobId.value === null ? null : jobs.byId.get(jobId.value)
    return known && isLive(known) ? known : null
  })

  const strategies = () =>
    target.value && recipes.value.length > 0
      ? {
          runIds: [...runIds.value],
          population: target.value.population,
          recipes: [...recipes.value],
          ...(crops.value.length > 0 && recipe.value && { control: recipe.value })
        }
      : null
  const cropsOf = () =>
    target.value && crops.value.length > 0
      ? { runIds: [target.value.runId], population: target.value.population, recipes: crops.value }
      : null

  const refresh = createRefresher(async () => {
    const of = target.value
    const [wanted, wantedCrops] = [strategies(), cropsOf()]
    const answer = wanted && (await messages.attempt(() => client.recipes.ranking(wanted)))
    const cropAnswer = wantedCrops && (await messages.attempt(() => client.recipes.ranking(wantedCrops)))
    // Of another run or population, whose figures are asked for next.
    if (of !== target.value) return
    ranking.value = answer ?? null
    ablation.value = cropAnswer ?? null
  })
  watch([target, runIds, recipes, recipe, version], () => void refresh(), { immediate: true })

  async function follow(input: ReturnType<typeof strategies>): Promise<void> {
    if (!input) return
    const started = await messages.attempt(() => client.recipes.rank(input))
    if (!started) return
    jobId.value = started.id
    const ended = await jobs.whenEnded(started.id)
    if (ended.error) messages.announce(ended.error.message)
    await refresh()
  }

  /** The crops last: they belong to the run on the screen alone. */
  async function run(): Promise<void> {
    await follow(strategies())
    await follow(cropsOf())
  }
  const cancel = () => job.value && jobs.act(job.value.id, 'cancel')
  const open = computed(() => (ranking.value?.open ?? 0) + (ablation.value?.open ?? 0))

  return { ranking, ablation, crops, job, open, run, cancel }
}
