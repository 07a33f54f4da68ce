import { createHash } from 'node:crypto'
import type { Region } from '@shared/contract/annotations'
import { VitrineError } from '@shared/contract/errors'
import type { Recipe } from '@shared/contract/recipe'
import type { Pixels } from '@shared/domain/recipes/pixels'
import { RecipeError } from '@shared/domain/recipes/region'
import { runRecipe, runStages, type Stage } from '@shared/domain/recipes/run-recipe'
import { recipeShape } from '@shared/domain/recipes/shape'
import { decodeCrop, decodePixels } from './decode-pixels'

type Shape = readonly [height: number, width: number, channels: number]

const whole: Region = { kind: 'whole' }

/**
 * Makes a recipe ready to run: it turns image files and packed pictures into a model's input, `[height, width, channels]`
 * bytes. Throws INVALID_INPUT for a recipe that makes no model input.
 */
export function createRecipeRenderer(recipe: Recipe) {
  const shape = recipeShape(recipe)
  if (typeof shape === 'string') throw new VitrineError('INVALID_INPUT', shape, { recipe: recipe.name })
  const { name, ...meaning } = recipe
  // What a recipe does, not what it is called: a renamed recipe makes the same inputs.
  const identity = createHash('sha256').update(JSON.stringify(meaning)).digest('hex')

  return {
    name,
    recipe,
    identity,
    shape,

    /** Model input for a region of an image file. Errors: UNSUPPORTED, CORRUPT, TOO_LARGE, INVALID_INPUT. */
    async render(bytes: Uint8Array, region: Region): Promise<Uint8Array> {
      try {
        return runRecipe(await decodeCrop(bytes, region, recipe), whole, recipe).data
      } catch (error) {
        throw explained(error)
      }
    },

    /** Model input for a packed picture; one that has the input's shape already passes unchanged. */
    renderPacked(pixels: Uint8Array, [height, width, channels]: Shape): Uint8Array {
      if (height === shape[0] && width === shape[1] && channels === shape[2]) return pixels
      try {
        return runRecipe({ width, height, channels, data: pixels }, whole, recipe).data
      } catch (error) {
        throw explained(error)
      }
    },

    /** The decoded picture and what every step makes of it; the last stage is the model's input. */
    async stages(bytes: Uint8Array, region: Region): Promise<{ source: Pixels; stages: readonly Stage[] }> {
      try {
        const source = await decodePixels(bytes)
        return { source, stages: runStages(source, region, recipe) }
      } catch (error) {
        throw explained(error)
      }
    }
  }
}

/** Gives what the pure steps refuse the code and the shape that every error of Vitrine has. */
function explained(error: unknown): unknown {
  return error instanceof RecipeError ? new VitrineError(error.code, error.message, undefined, { cause: error }) : error
}
