import { VitrineError } from '@shared/contract/errors'
import type { Recipe } from '@shared/contract/recipe'
import { fashionMnist } from '@shared/domain/recipes/named'
import { createRecipeRenderer } from '../../images/recipes/recipe-renderer'
import type { Example } from './examples'
import type { InputRenderer, InputShape } from './inputs'

const fashionShape: InputShape = [28, 28, 1]

/** Packed examples as they are. */
function asIs(shape: InputShape): InputRenderer {
  return {
    name: 'as-is',
    identity: 'as-is',
    shape,
    render: () =>
      Promise.reject(new VitrineError('UNSUPPORTED', 'A photo needs a recipe that makes it a model input.')),
    renderPacked(pixels, own) {
      if (own.join() === shape.join()) return pixels
      throw new VitrineError(
        'UNSUPPORTED',
        `This image is ${own.join('×')}, the others are ${shape.join('×')}: choose a recipe.`
      )
    }
  }
}

export interface RecipeNames {
  /** Vitrine's and the project's recipes. */
  names(): readonly string[]
  find(name: string): Recipe | null
}

/** Makes a recipe ready, by its name or as it is. */
export type CreateRenderer = (recipe: string | Recipe, examples: readonly Example[]) => Promise<InputRenderer>

/**
 * `auto` takes packs of other shapes than Fashion-MNIST's as they are, and all else by the recipe that makes photos look
 * like it: packed 28 × 28 pictures pass that unchanged. Errors: NOT_FOUND.
 */
export function createRenderers({ names, find }: RecipeNames): CreateRenderer {
  return async (recipe, examples) => {
    if (typeof recipe !== 'string') return createRecipeRenderer(recipe)
    const packed = examples.map(example => example.pixels).find(pixels => pixels.kind === 'packed')
    const shape = packed?.kind === 'packed' ? packed.shape : fashionShape
    if (recipe === 'as-is') return asIs(shape)
    if (recipe === 'auto')
      return shape.join() === fashionShape.join() ? createRecipeRenderer(fashionMnist) : asIs(shape)
    const known = find(recipe)
    if (known) return createRecipeRenderer(known)
    throw new VitrineError('NOT_FOUND', `There is no recipe “${recipe}”. Choose one of these: ${names().join(', ')}.`)
  }
}
