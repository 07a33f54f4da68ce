import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import { onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import { useMessages } from '@/stores/messages'
import { useProjectList } from '@/stores/project-list'
import { useRuns } from '@/stores/runs'
import { useSources } from '@/stores/sources'
import type { Population } from '@shared/contract/evaluation'
import type { Recipe } from '@shared/contract/recipe'
import type { Lab, RecipeEntry } from '@shared/contract/recipes'
import { populationKey } from '@shared/domain/populations/population-key'

export interface LabTarget {
  readonly runId: string
  readonly population: Population
}

interface Choice {
  readonly population: Population
  readonly name: string
  readonly count: number
}

/** Run and population in the address, and the recipe at work on them. */
export function useLab() {
  const route = useRoute()
  const router = useRouter()
  const messages = useMessages()
  const runs = useRuns()
  const sources = useSources()
  const { items: entries, loaded } = useProjectList<RecipeEntry>(['recipes', 'runs', 'datasets'], () =>
    client.recipes.list()
  )

  const judged = computed(() => runs.list.filter(run => run.best !== null))
  const runId = computed({
    get: () => judged.value.find(({ id }) => id === route.query.run)?.id ?? judged.value[0]?.id ?? null,
    set: id => void router.replace({ query: { ...route.query, run: id ?? undefined } })
  })
  const choices = shallowRef<readonly Choice[]>([])
  watch(
    runId,
    async id => {
      choices.value = id ? ((await messages.attempt(() => client.evaluation.populations({ runId: id }))) ?? []) : []
    },
    { immediate: true }
  )
  // Packed pictures pass recipes as they are: photos come first here.
  const isPhotos = ({ population }: Choice): boolean =>
    population.kind === 'source' && sources.byId.get(population.sourceId)?.kind !== 'idx'
  const choice = computed(
    () =>
      choices.value.find(({ population }) => populationKey(population) === route.query.on) ??
      choices.value.find(isPhotos) ??
      choices.value[0]
  )
  const on = computed({
    get: () => (choice.value ? populationKey(choice.value.population) : null),
    set: key => void router.replace({ query: { ...route.query, on: key ?? undefined } })
  })
  const question = computed(() => (runId.value && choice.value && sources.loaded ? `${runId.value} ${on.value}` : ''))
  const target = shallowRef<LabTarget | null>(null)
  watch(
    question,
    () => {
      const population = choice.value?.population
      target.value = runId.value && population ? { runId: runId.value, population } : null
    },
    { immediate: true }
  )

  const lab = shallowRef<Lab | null>(null)
  const failure = ref<Failure | null>(null)
  /** Rises when labels or boxes change: what is shown is asked for again. */
  const version = ref(0)
  const refresh = createRefresher(async () => {
    const wanted = target.value
    if (!wanted) return
    try {
      const next = await client.recipes.lab({ ...wanted })
      if (wanted !== target.value) return
      lab.value = next
      failure.value = null
      version.value++
    } catch (error) {
      failure.value = toFailure(error)
      lab.value = null
    }
  })
  watch(target, () => void refresh(), { immediate: true })
  onScopeDispose(onTopics(['annotations', 'classes', 'images'], () => void refresh()))

  /** The recipe at work: one of the list, or a changed copy of it. */
  const recipe = shallowRef<Recipe | null>(null)
  const base = ref('')
  const use = (chosen: Recipe): void => {
    recipe.value = chosen
    base.value = chosen.name
  }
  const listed = computed<readonly RecipeEntry[]>(() => {
    const own = lab.value?.recipe
    if (!lab.value || !own || entries.value.some(({ recipe: { name } }) => name === own.name)) return entries.value
    return [...entries.value, { recipe: own, origin: 'project', shape: lab.value.shape, runs: [lab.value.runNumber] }]
  })
  watch([lab, loaded], () => {
    const first = lab.value && (lab.value.recipe ?? entries.value[0]?.recipe)
    if (!recipe.value && first && loaded.value) use(first)
  })
  const entry = computed(() => listed.value.find(({ recipe: { name } }) => name === base.value) ?? null)
  const isChanged = computed(() => meaning(recipe.value) !== meaning(entry.value?.recipe ?? null))
  const isForeign = computed(() => meaning(recipe.value) !== meaning(lab.value?.recipe ?? null))

  return {
    ...{ judged, runId, choices, on, target, lab, failure, version },
    ...{ recipe, base, use, listed, entry, isChanged, isForeign }
  }
}

/** What a recipe does, without its name. */
export const meaning = (recipe: Recipe | null): string =>
  recipe ? JSON.stringify([recipe.transparency, recipe.steps]) : ''
