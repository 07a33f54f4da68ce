import type { Region } from '@shared/contract/annotations'
import type { Recipe, RecipeStep } from '@shared/contract/recipe'
import { findGarment } from './background'
import { borderColor, fillColor } from './border'
import { dropAlpha, flattenOnWhite, invertPixels, opaqueMask, toLuma, toRgb } from './color'
import { appendChannel, findEdges } from './edges'
import { fitPixels } from './fit'
import { boundsOfMask, cropMask } from './mask'
import { cropPixels, type Pixels } from './pixels'
import { resizeMask, resizePixels, shrunkSize } from './resample'
import { cropRectangle, RecipeError } from './region'
import { countValues, quantileOfCounts, stretchContrast } from './tone'

/** A picture on its way through a recipe, with what `background` found: 1 garment, 0 ground per pixel. */
interface State {
  readonly pixels: Pixels
  readonly garment: Uint8Array | null
  /** Opaque pixels of a picture that has a cut-out, which then are the garment; null for other pictures. */
  readonly opaque: Uint8Array | null
  readonly note: string
}

/** One step's result, for the strip from source to model input. */
export interface Stage {
  readonly step: RecipeStep
  readonly pixels: Pixels
  /** Garment mask while it is known: 1 garment, 0 ground. */
  readonly garment: Uint8Array | null
  /** What the step decided, such as "Border 208: light ground, inverted."; empty when there was nothing to decide. */
  readonly note: string
}

/** Runs a recipe on a region of an upright picture. Throws a RecipeError for what it can't be applied to. */
export function runRecipe(source: Pixels, region: Region, recipe: Recipe): Pixels {
  return runStages(source, region, recipe).at(-1)?.pixels ?? source
}

/** Runs a recipe and keeps what every step made; the last stage is the model's input. */
export function runStages(source: Pixels, region: Region, recipe: Recipe): readonly Stage[] {
  if (source.width < 1 || source.height < 1) throw new RecipeError('The picture has no pixels.')
  const shown = recipe.transparency === 'white'
  const pixels = shown ? flattenOnWhite(source) : dropAlpha(source)
  let state: State = { pixels, garment: null, opaque: shown ? opaqueMask(source) : null, note: '' }
  return recipe.steps.map(step => {
    state = applyStep({ ...state, note: '' }, step, region)
    return { step, pixels: state.pixels, garment: state.garment, note: state.note }
  })
}

function applyStep(state: State, step: RecipeStep, region: Region): State {
  const { pixels, garment } = state
  switch (step.kind) {
    case 'crop': {
      const rectangle = cropRectangle(pixels.width, pixels.height, region, step)
      return {
        ...state,
        pixels: cropPixels(pixels, rectangle),
        opaque: cropMask(state.opaque, pixels.width, rectangle)
      }
    }
    case 'shrink':
      return shrink(state, step.side)
    case 'background':
      return findGround(state, step.tolerance)
    case 'trim':
      return trim(state, step.margin)
    case 'color':
      return { ...state, pixels: step.mode === 'L' ? toLuma(pixels) : toRgb(pixels) }
    case 'polarity':
      return setPolarity(state, step.mode)
    case 'contrast':
      return { ...state, pixels: stretchContrast(pixels, garment, step) }
    case 'fill':
      return garment ? { ...state, pixels: paintGround(pixels, garment, fillColor(pixels, step.ground)) } : state
    case 'resize':
      return { ...state, pixels: fitPixels(pixels, step), garment: null }
    case 'edges': {
      const edges = findEdges(pixels)
      return { ...state, pixels: step.mode === 'replace' ? edges : appendChannel(pixels, edges) }
    }
    case 'scale':
      return state
  }
}

function shrink(state: State, side: number): State {
  const { pixels, garment, opaque } = state
  const { width, height } = shrunkSize(pixels, side)
  if (width === pixels.width && height === pixels.height) return state
  return {
    ...state,
    pixels: resizePixels(pixels, width, height, 'area'),
    garment: garment && resizeMask(garment, pixels, { width, height }),
    opaque: opaque && resizeMask(opaque, pixels, { width, height })
  }
}

function findGround(state: State, tolerance: number): State {
  if (state.opaque) return { ...state, garment: state.opaque, note: 'The ground is transparent.' }
  const garment = findGarment(state.pixels, tolerance)
  return { ...state, garment, note: garment ? '' : 'Garment and ground could not be told apart.' }
}

function trim(state: State, margin: number): State {
  const { pixels, garment } = state
  const bounds = garment && boundsOfMask(garment, pixels.width)
  if (!bounds) return state
  const region = { kind: 'rect', ...bounds } as const
  const rectangle = cropRectangle(pixels.width, pixels.height, region, { kind: 'crop', policy: 'box', margin })
  const note = margin > 0 ? `Cut to the garment and ${Math.round(100 * margin)} % around it.` : 'Cut to the garment.'
  return { ...state, pixels: cropPixels(pixels, rectangle), garment: cropMask(garment, pixels.width, rectangle), note }
}

function setPolarity(state: State, mode: 'keep' | 'invert' | 'auto'): State {
  const { pixels, garment } = state
  if (mode !== 'auto') return mode === 'keep' ? state : { ...state, pixels: invertPixels(pixels) }
  const grey = toLuma(pixels)
  const ground = garment ? quantileOfCounts(countValues(grey, garment, 0), 0.5) : (borderColor(grey)[0] ?? 0)
  const subject = quantileOfCounts(countValues(grey, garment, 1), 0.5)
  const inverted = ground > subject || (ground === subject && ground > 127)
  const tone = ground < 85 ? 'dark' : ground < 170 ? 'mid' : 'light'
  const note = `${garment ? 'Ground' : 'Border'} ${ground}: ${tone} ground, ${inverted ? 'inverted' : 'kept'}.`
  return { ...state, pixels: inverted ? invertPixels(pixels) : pixels, note }
}

function paintGround(pixels: Pixels, garment: Uint8Array, color: Uint8Array): Pixels {
  const { channels } = pixels
  const data = pixels.data.map((value, at) =>
    garment[Math.floor(at / channels)] ? value : (color[at % channels] ?? 0)
  )
  return { ...pixels, data }
}
