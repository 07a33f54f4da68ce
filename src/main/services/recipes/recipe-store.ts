import { eq } from 'drizzle-orm'
import type { Recipe } from '@shared/contract/recipe'
import { namedRecipes } from '@shared/domain/recipes/named'
import { dataset, run, userRecipe } from '../../storage/training-schema'
import type { RecipeNames } from '../examples/renderers'
import type { Workspace } from '../workspace'

export interface RecipeStore extends RecipeNames {
  /** The project's own, in the order of their names. */
  own(): readonly Recipe[]
  /** Steps that datasets of the project were made with under this name. */
  pinned(name: string): readonly Recipe[]
  /** Numbers of the runs that were trained on what a recipe of this name made. */
  runsOf(name: string): readonly number[]
  save(recipe: Recipe, at: Date): void
  remove(name: string): void
}

/** Recipes under names: Vitrine's, the project's, and those that datasets keep a copy of. */
export function createRecipeStore(workspace: Workspace): RecipeStore {
  const orm = () => workspace.session().database.orm
  const own = () =>
    orm()
      .select()
      .from(userRecipe)
      .orderBy(userRecipe.name)
      .all()
      .map(row => row.recipe)
  const datasetsOf = (name: string) =>
    orm()
      .select()
      .from(dataset)
      .all()
      .filter(({ facts }) => facts.recipe === name)
  const pinned = (name: string) => datasetsOf(name).flatMap(({ facts }) => facts.definition ?? [])

  return {
    own,
    pinned,
    names: () => [...namedRecipes, ...own()].map(({ name }) => name),
    find: name => [...own(), ...namedRecipes, ...pinned(name)].find(recipe => recipe.name === name) ?? null,
    runsOf(name) {
      const ids = new Set(datasetsOf(name).map(({ id }) => id))
      return orm()
        .select({ number: run.number, datasetId: run.datasetId })
        .from(run)
        .orderBy(run.number)
        .all()
        .flatMap(({ number, datasetId }) => (ids.has(datasetId) ? [number] : []))
    },
    save(recipe, at) {
      const row = { name: recipe.name, recipe, modifiedAt: at.getTime() }
      orm().insert(userRecipe).values(row).onConflictDoUpdate({ target: userRecipe.name, set: row }).run()
    },
    remove: name => void orm().delete(userRecipe).where(eq(userRecipe.name, name)).run()
  }
}
