import { FileInput, FlaskConical, Shuffle } from '@lucide/vue'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { useDialogs } from '@/stores/dialogs'
import { useProject } from '@/stores/project'
import { useRuns } from '@/stores/runs'
import type { MenuEntry } from '@/ui/menu-items'
import { runAddress } from '@/ui/run-address'
import { basisStrings as text } from './basis-strings'
import type { EvaluationTarget } from './use-evaluation'

export interface BasisMenuDeps {
  readonly runId: Ref<string | null>
  readonly recipe: Ref<string | null>
  readonly recipes: Ref<readonly string[]>
  readonly target: Ref<EvaluationTarget | null>
  readonly map: () => void
}

/** What the figures can rest on beside the run's own recipe and classes. */
export function useBasisMenu({
  runId,
  recipe,
  recipes,
  target,
  map
}: BasisMenuDeps): ComputedRef<readonly MenuEntry[]> {
  const dialogs = useDialogs()
  const project = useProject()
  const runs = useRuns()
  const router = useRouter()
  const page = computed(() => (runId.value !== null && runs.byId.has(runId.value) ? runAddress(runId.value) : null))
  return computed(() => [
    ...(page.value
      ? [{ id: 'run', title: text.runPage, icon: FlaskConical, run: () => page.value && void router.push(page.value) }]
      : []),
    {
      id: 'import',
      title: text.importPredictions,
      hint: text.importHint,
      icon: FileInput,
      disabled: project.readOnly !== null,
      run: () =>
        dialogs.show({
          kind: 'import-predictions',
          ...(target.value && { population: target.value.population })
        })
    },
    { id: 'map', title: text.mapClasses, hint: text.mapHint, icon: Shuffle, disabled: !target.value, run: map },
    ...(recipes.value.length > 0
      ? [
          { kind: 'separator' as const, id: 'recipes' },
          { kind: 'heading' as const, id: 'recipe', title: text.recipes },
          { id: 'own', title: text.ownRecipe, checked: recipe.value === null, run: () => (recipe.value = null) },
          ...recipes.value.map(name => ({
            id: `recipe ${name}`,
            title: name,
            checked: recipe.value === name,
            run: () => (recipe.value = name)
          }))
        ]
      : [])
  ])
}
