import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Recipe } from '@shared/contract/recipe'
import type { RecipeEntry, recipesContract } from '@shared/contract/recipes'
import { namedRecipes } from '@shared/domain/recipes/named'
import { checkRecipe } from '@shared/domain/recipes/shape'
import type { EventBus } from '../event-bus'
import type { Workspace } from '../workspace'
import type { RecipeLab } from './lab'
import type { Ranker } from './ranking'
import type { RecipeStore } from './recipe-store'

export interface RecipesDeps {
  readonly workspace: Workspace
  readonly bus: EventBus
  readonly store: RecipeStore
  readonly lab: RecipeLab
  readonly ranker: Ranker
  readonly now: () => Date
}

export type RecipesService = Handlers<typeof recipesContract>

/** Names that mean a choice, no recipe. */
const reserved = new Set(['auto', 'as-is'])

export function createRecipesService({ workspace, bus, store, lab, ranker, now }: RecipesDeps): RecipesService {
  const announce = () => bus.publish({ type: 'changed', revision: 0, topics: ['recipes'] })

  return {
    ...lab,
    ...ranker,
    list: () => [
      ...namedRecipes.map(recipe => toEntry(recipe, 'vitrine', store)),
      ...store.own().map(recipe => toEntry(recipe, 'project', store))
    ],

    save({ name, recipe: steps }) {
      workspace.writable()
      const recipe: Recipe = { ...steps, name }
      shapeOf(recipe)
      if (reserved.has(name) || namedRecipes.some(known => known.name === name)) {
        throw new VitrineError('CONFLICT', `“${name}” is Vitrine’s own. Give your recipe another name.`)
      }
      const runs = store.runsOf(name)
      const known = store.find(name)
      if (known && runs.length > 0 && JSON.stringify(known) !== JSON.stringify(recipe)) {
        throw new VitrineError('CONFLICT', `${usedBy(runs)} “${name}” as it is. Save this one under another name.`)
      }
      store.save(recipe, now())
      announce()
      return toEntry(recipe, 'project', store)
    },

    remove({ name }) {
      workspace.writable()
      if (!store.own().some(recipe => recipe.name === name)) {
        throw new VitrineError('NOT_FOUND', `The project has no recipe “${name}” of its own.`)
      }
      const runs = store.runsOf(name)
      if (runs.length > 0) {
        throw new VitrineError('CONFLICT', `${usedBy(runs)} “${name}”: it stays as long as they do.`)
      }
      store.remove(name)
      announce()
    }
  }
}

const usedBy = (runs: readonly number[]): string =>
  runs.length === 1 ? `Run ${runs[0]} was trained with` : `Runs ${runs.join(', ')} were trained with`

const toEntry = (recipe: Recipe, origin: RecipeEntry['origin'], store: RecipeStore): RecipeEntry => ({
  recipe,
  origin,
  shape: shapeOf(recipe),
  runs: [...store.runsOf(recipe.name)]
})

/** Errors: INVALID_INPUT, with the step at fault. */
function shapeOf(recipe: Recipe): [number, number, number] {
  const checked = checkRecipe(recipe)
  if ('message' in checked) throw new VitrineError('INVALID_INPUT', checked.message, { step: checked.step })
  return [...checked]
}
