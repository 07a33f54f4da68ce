import { FileInput, Shuffle } from '@lucide/vue'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useDialogs } from '@/stores/dialogs'
import { useProject } from '@/stores/project'
import type { MenuEntry } from '@/ui/menu-items'
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
export function useBasisMenu({ recipe, recipes, target, map }: BasisMenuDeps): ComputedRef<readonly MenuEntry[]> {
  const dialogs = useDialogs()
  const project = useProject()
  return computed(() => [
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
