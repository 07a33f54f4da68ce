import type { Recipe } from '@shared/contract/recipe'

/** Shape of what a recipe makes, `[height, width, channels]`, or a sentence on why it makes no model input. */
export function recipeShape(recipe: Recipe): readonly [height: number, width: number, channels: number] | string {
  let channels: number | null = null
  let size: readonly [height: number, width: number] | null = null
  let ground = false
  for (const [at, step] of recipe.steps.entries()) {
    switch (step.kind) {
      case 'crop':
        if (at > 0) return 'A crop must be the first step: boxes are in the source picture’s pixels.'
        break
      case 'background':
        ground = true
        break
      case 'trim':
      case 'fill':
        if (!ground) return `The step “${step.kind}” needs “background” before it, and no resize between the two.`
        break
      case 'color':
        channels = step.mode === 'L' ? 1 : 3
        break
      case 'resize':
        if (2 * step.inset >= Math.min(step.width, step.height)) return 'The inset leaves no room for the picture.'
        size = [step.height, step.width]
        ground = false
        break
      case 'edges':
        if (step.mode === 'append' && channels === null) return 'Choose grey or RGB before an edge channel is added.'
        channels = step.mode === 'replace' ? 1 : (channels ?? 0) + 1
        break
      case 'shrink':
      case 'polarity':
      case 'contrast':
      case 'scale':
        break
    }
  }
  if (channels === null) return 'The recipe doesn’t say whether the model gets grey or RGB: add the step “color”.'
  if (!size) return 'The recipe doesn’t say how large the model’s input is: add the step “resize”.'
  return [...size, channels]
}
