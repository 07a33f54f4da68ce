import type { Recipe } from '@shared/contract/recipe'

type Shape = readonly [height: number, width: number, channels: number]

/** Why a recipe makes no model input, and the position of the step at fault; null = a step is missing. */
export interface RecipeProblem {
  readonly step: number | null
  readonly message: string
}

/** Shape of what a recipe makes, `[height, width, channels]`, or a sentence on why it makes no model input. */
export function recipeShape(recipe: Recipe): Shape | string {
  const checked = checkRecipe(recipe)
  return 'message' in checked ? checked.message : checked
}

/** As `recipeShape`, but a problem says which step causes it. */
export function checkRecipe(recipe: Recipe): Shape | RecipeProblem {
  let channels: number | null = null
  let size: readonly [height: number, width: number] | null = null
  let ground = false
  for (const [at, step] of recipe.steps.entries()) {
    switch (step.kind) {
      case 'crop':
        if (at > 0) return problem(at, 'A crop must be the first step: boxes are in the source picture’s pixels.')
        break
      case 'background':
        ground = true
        break
      case 'trim':
      case 'fill':
        if (!ground)
          return problem(at, `The step “${step.kind}” needs “background” before it, and no resize between the two.`)
        break
      case 'color':
        channels = step.mode === 'L' ? 1 : 3
        break
      case 'resize':
        if (2 * step.inset >= Math.min(step.width, step.height))
          return problem(at, 'The inset leaves no room for the picture.')
        size = [step.height, step.width]
        ground = false
        break
      case 'edges':
        if (step.mode === 'append' && channels === null)
          return problem(at, 'Choose grey or RGB before an edge channel is added.')
        channels = step.mode === 'replace' ? 1 : (channels ?? 0) + 1
        break
      case 'shrink':
      case 'polarity':
      case 'contrast':
      case 'scale':
        break
    }
  }
  if (channels === null)
    return problem(null, 'The recipe doesn’t say whether the model gets grey or RGB: add the step “color”.')
  if (!size) return problem(null, 'The recipe doesn’t say how large the model’s input is: add the step “resize”.')
  return [...size, channels]
}

const problem = (step: number | null, message: string): RecipeProblem => ({ step, message })
