import type { RecipeStep } from '@shared/contract/recipe'
import { fillColor } from './border'
import { cropPixels, paintPixels, pastePixels, type Pixels } from './pixels'
import { resizePixels } from './resample'

type ResizeStep = Extract<RecipeStep, { kind: 'resize' }>

/** Resizes to a step's size: squashed, padded or cut to its proportions, with `inset` pixels of ground all round. */
export function fitPixels(source: Pixels, step: ResizeStep): Pixels {
  const { width, height, kernel } = step
  const innerWidth = Math.max(1, width - 2 * step.inset)
  const innerHeight = Math.max(1, height - 2 * step.inset)
  const content = step.aspect === 'crop' ? cutToProportion(source, innerWidth / innerHeight) : source
  const scale = Math.min(innerWidth / source.width, innerHeight / source.height)
  const [fitWidth, fitHeight] =
    step.aspect === 'pad'
      ? [Math.max(1, Math.round(source.width * scale)), Math.max(1, Math.round(source.height * scale))]
      : [innerWidth, innerHeight]
  const resized = resizePixels(content, fitWidth, fitHeight, kernel)
  if (fitWidth === width && fitHeight === height) return resized
  const result = paintPixels(width, height, fillColor(source, step.pad))
  pastePixels(result, resized, Math.floor((width - fitWidth) / 2), Math.floor((height - fitHeight) / 2))
  return result
}

/** The largest middle part with this proportion of width to height. */
function cutToProportion(source: Pixels, proportion: number): Pixels {
  const w = Math.max(1, Math.min(source.width, Math.round(source.height * proportion)))
  const h = Math.max(1, Math.min(source.height, Math.round(source.width / proportion)))
  return cropPixels(source, { x: Math.floor((source.width - w) / 2), y: Math.floor((source.height - h) / 2), w, h })
}
