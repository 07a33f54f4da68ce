import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import type { RecipeEntry } from '@shared/contract/recipes'
import { useProjectList } from './project-list'

const auto = {
  value: 'auto',
  label: 'auto',
  hint: 'packed images as they are, photos by fashion-mnist'
}

/** Vitrine's recipes and the project's own. */
export const useRecipes = defineStore('recipes', () => {
  const { items, loaded } = useProjectList<RecipeEntry>(['recipes'], () => client.recipes.list())
  /** What a dataset may be frozen by. */
  const options = computed(() => [
    auto,
    ...items.value.map(({ recipe, shape }) => ({ value: recipe.name, label: recipe.name, hint: shape.join(' × ') }))
  ])
  return { list: items, loaded, options }
})
