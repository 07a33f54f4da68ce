import * as v from 'valibot'

/** Preprocessing as data, part of every model: an ordered list of steps from a source picture to a model's input. */

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024))

/** Pillow's resampling filters; `area` is its BOX, `cubic` its BICUBIC. */
export const kernelSchema = v.picklist(['nearest', 'bilinear', 'area', 'lanczos3', 'cubic'])
export type Kernel = v.InferOutput<typeof kernelSchema>

/** `border` is the median colour of the picture's outermost pixels. */
export const fillSchema = v.picklist(['border', 'black', 'white'])
export type Fill = v.InferOutput<typeof fillSchema>

/** A step of a recipe; lengths are pixels of the picture that reaches it. */
export const recipeStepSchema = v.variant('kind', [
  /** What is cut out: the whole picture, the labelled box, or the smallest square about it, within the picture. */
  v.object({
    kind: v.literal('crop'),
    policy: v.picklist(['whole', 'box', 'square']),
    /** Widens the box by this share of its longer side, on every side. */
    margin: v.optional(share, 0)
  }),
  /** Makes a picture whose longer side is more than `side` pixels that small, by area: later steps are faster then. */
  v.object({ kind: v.literal('shrink'), side }),
  /** Tells garment from ground by colour distance to the border; later steps then know the ground. */
  v.object({
    kind: v.literal('background'),
    /** Least distance from the border's colours that counts as garment, as a share of black to white. */
    tolerance: v.optional(share, 0.1)
  }),
  /** Cuts to the garment found by `background`, with a margin as a share of its longer side. */
  v.object({ kind: v.literal('trim'), margin: v.optional(share, 0) }),
  /** Pillow's `convert('L')` (ITU-R 601 luma), or three channels. */
  v.object({ kind: v.literal('color'), mode: v.picklist(['L', 'RGB']) }),
  /** `auto` inverts where the ground is lighter than the garment, so that the ground becomes dark. */
  v.object({ kind: v.literal('polarity'), mode: v.picklist(['keep', 'invert', 'auto']) }),
  /** Stretches the range between two quantiles of the garment (else of all pixels) to `black` … 255. */
  v.object({
    kind: v.literal('contrast'),
    low: v.optional(share, 0.01),
    high: v.optional(share, 0.99),
    black: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(254)), 0)
  }),
  /** Paints the ground found by `background`. */
  v.object({ kind: v.literal('fill'), ground: fillSchema }),
  v.object({
    kind: v.literal('resize'),
    width: side,
    height: side,
    kernel: kernelSchema,
    /** Change the proportions, add ground beside the picture, or cut off what is too long. */
    aspect: v.picklist(['squash', 'pad', 'crop']),
    pad: v.optional(fillSchema, 'border'),
    /** Pixels of ground kept free on every side of the result. */
    inset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(256)), 0)
  }),
  /** Sobel's gradient magnitude, in place of the picture or as one more channel. */
  v.object({ kind: v.literal('edges'), mode: v.picklist(['replace', 'append']) }),
  /** How bytes reach the model: 0 … 255 as 0 … 1 in float32. The engine does it; the step says so. */
  v.object({ kind: v.literal('scale'), range: v.literal('0-1') })
])
export type RecipeStep = v.InferOutput<typeof recipeStepSchema>

const recipe = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  /** Transparent pixels: shown on white, or their hidden colours taken as Pillow's `convert` does. */
  transparency: v.optional(v.picklist(['white', 'ignore']), 'white'),
  steps: v.pipe(v.array(recipeStepSchema), v.minLength(1))
})
// Interfaces keep their names where the compiler writes the whole contract's type, which has a greatest length.
/* eslint-disable @typescript-eslint/no-empty-object-type -- an alias would lose its name */
/** A recipe as it may be written: what has a default may be left out. */
export interface RecipeInput extends v.InferInput<typeof recipe> {}
/** A recipe with every default filled in. */
export interface Recipe extends v.InferOutput<typeof recipe> {}
/* eslint-enable @typescript-eslint/no-empty-object-type */
export const recipeSchema: v.GenericSchema<RecipeInput, Recipe> = recipe
