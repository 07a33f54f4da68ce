import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '@/api/client'
import { useProjectList } from '@/stores/project-list'
import { useRunPopulations, type PopulationChoice } from '@/stores/run-populations'
import { useRuns } from '@/stores/runs'
import { useSources } from '@/stores/sources'
import { firstFailure } from '@/ui/first-failure'
import { useAnswer } from '@/ui/use-answer'
import type { Population } from '@shared/contract/evaluation'
import type { Recipe } from '@shared/contract/recipe'
import type { RecipeEntry } from '@shared/contract/recipes'

export interface LabTarget {
  readonly runId: string
  readonly population: Population
}

/** Run and population in the address, and the recipe at work on them. */
export function useLab() {
  const route = useRoute()
  const router = useRouter()
  const runs = useRuns()
  const sources = useSources()
  const recipes = useProjectList<RecipeEntry>(['recipes', 'runs', 'datasets'], () => client.recipes.list())
  const { items: entries, loaded } = recipes

  const judged = computed(() => runs.list.filter(run => run.best !== null))
  // One fold of a cross-validation is looked at when it is asked for.
  const newest = computed(() => judged.value.find(({ fold }) => !fold) ?? judged.value[0])
  const runId = computed({
    get: () => (judged.value.find(({ id }) => id === route.query.run) ?? newest.value)?.id ?? null,
    set: id => void router.replace({ query: { ...route.query, run: id ?? undefined } })
  })
  const populations = useRunPopulations(() => runId.value)
  const { choices, ready } = populations
  // Packed pictures pass recipes as they are: photos come first here.
  const isPhotos = ({ population }: PopulationChoice): boolean =>
    population.kind === 'source' && sources.byId.get(population.sourceId)?.kind !== 'idx'
  const choice = computed(
    () => choices.value.find(({ key }) => key === route.query.on) ?? choices.value.find(isPhotos) ?? choices.value[0]
  )
  const on = computed({
    get: () => choice.value?.key ?? null,
    set: key => void router.replace({ query: { ...route.query, on: key ?? undefined } })
  })
  const question = computed<string>(before => {
    if (!ready.value) return before ?? ''
    return runId.value && choice.value && sources.loaded ? `${runId.value} ${on.value}` : ''
  })
  const target = shallowRef<LabTarget | null>(null)
  watch(
    question,
    () => {
      const population = choice.value?.population
      target.value = runId.value && population ? { runId: runId.value, population } : null
    },
    { immediate: true }
  )

  /** `version` rises when labels or boxes change: what is shown is asked for again. */
  const prepared = useAnswer(target, ['annotations', 'classes', 'images'], wanted => client.recipes.lab({ ...wanted }))
  const { answer: lab, behind, version } = prepared
  const failing = firstFailure(
    // A list that is there serves on when it can't be asked for anew.
    { failure: computed(() => (sources.loaded ? null : sources.failure)), retry: sources.refresh },
    { failure: computed(() => (loaded.value ? null : recipes.failure.value)), retry: recipes.refresh },
    ...[populations, prepared]
  )

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
    ...{ judged, known: computed(() => runs.loaded), runId, choices, on, target, lab, behind, version, ...failing },
    ...{ recipe, base, use, listed, entry, isChanged, isForeign }
  }
}

/** What a recipe does, without its name. */
export const meaning = (recipe: Recipe | null): string =>
  recipe ? JSON.stringify([recipe.transparency, recipe.steps]) : ''
