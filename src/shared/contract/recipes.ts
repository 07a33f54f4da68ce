import * as v from 'valibot'
import { regionSchema } from './annotations'
import { idSchema, nameSchema, procedure, uuidSchema } from './common'
import { populationSchema, protocolSchema } from './evaluation'
import { itemStageSchema, packedPicturesSchema } from './item'
import { jobSchema } from './jobs'
import { recipeSchema } from './recipe'

const figure = v.nullable(v.number())
const shape = v.tuple([v.number(), v.number(), v.number()])

/** A recipe and what uses it. */
export const recipeEntrySchema = v.object({
  recipe: recipeSchema,
  /** Vitrine's own can't be changed. */
  origin: v.picklist(['vitrine', 'project']),
  /** `[height, width, channels]` of what it makes. */
  shape,
  /** Numbers of runs that were trained on what it made: it can't be changed or removed then. */
  runs: v.array(v.number())
})
export type RecipeEntry = v.InferOutput<typeof recipeEntrySchema>

/** What recipes are tried on: a run's model and a population in its order. */
export const labSchema = v.object({
  runNumber: v.number(),
  runName: v.string(),
  population: v.object({ name: v.string(), hash: v.string(), count: v.number(), labelled: v.number() }),
  protocol: protocolSchema,
  labels: v.array(v.string()),
  classIds: v.array(idSchema),
  /** `[height, width, channels]` that the model takes. */
  shape,
  /** The recipe that its training data were made with; null where pictures went in as they are. */
  recipe: v.nullable(recipeSchema),
  recipeName: v.string()
})
export type Lab = v.InferOutput<typeof labSchema>

/** One example on its way through a recipe. Class indexes are positions in the lab's class list. */
export const labRowSchema = v.object({
  index: v.number(),
  imageId: idSchema,
  annotationId: v.nullable(uuidSchema),
  name: v.string(),
  truth: v.nullable(v.number()),
  /** In the source picture's pixels. */
  region: regionSchema,
  /** From the source picture to the model's input; each stage's picture is row `row` of the pack. */
  stages: v.array(v.object({ ...itemStageSchema.entries, row: v.number() })),
  /** Most likely classes, the likeliest first; null where the model can't be asked: `reason` says why. */
  answer: v.nullable(v.array(v.object({ label: v.number(), probability: figure }))),
  /** The other recipe's model input and what the model makes of it. */
  other: v.nullable(
    v.object({
      row: v.number(),
      answer: v.nullable(v.array(v.object({ label: v.number(), probability: figure })))
    })
  ),
  /** The training images nearest to the model's input, in grey levels per pixel (root mean square). */
  nearest: v.array(v.object({ row: v.number(), label: v.number(), distance: v.number() })),
  reason: v.nullable(v.string())
})
export type LabRow = v.InferOutput<typeof labRowSchema>

/** One recipe with one run on the population. Null figures: not run yet. */
export const strategySchema = v.object({
  runId: uuidSchema,
  /** Position in the list of recipes that was asked for. */
  recipe: v.number(),
  /** The recipe that the model was trained with. */
  own: v.boolean(),
  correct: v.nullable(v.number()),
  count: v.number(),
  accuracy: figure,
  interval: v.nullable(v.tuple([v.number(), v.number()])),
  /** Pictures that this recipe can't be applied to; they count as wrong. */
  unreadable: v.number(),
  /** Why this recipe is not for this model. */
  reason: v.nullable(v.string())
})
export type Strategy = v.InferOutput<typeof strategySchema>

/** Recipes by how well one run does with each. */
export const rankingSchema = v.object({
  /** The best first, then those that have not run. */
  strategies: v.array(strategySchema),
  /** How many have no figure yet. */
  open: v.number(),
  /** The best two against each other, and the best against the recipe `study`, in sentences. */
  verdict: v.nullable(v.string()),
  againstStudy: v.nullable(v.string()),
  /** The training's own pictures, before and after they went the photos' way. */
  control: v.array(
    v.object({
      runId: uuidSchema,
      count: v.number(),
      before: v.number(),
      after: v.number(),
      /** Pictures that only one of the two gets right. */
      differ: v.number()
    })
  )
})
export type Ranking = v.InferOutput<typeof rankingSchema>

const rankInput = v.object({
  runIds: v.pipe(v.array(uuidSchema), v.minLength(1), v.maxLength(8)),
  population: populationSchema,
  recipes: v.pipe(v.array(recipeSchema), v.minLength(1), v.maxLength(64)),
  /** The recipe that the control goes through. */
  control: v.optional(recipeSchema)
})

const target = { runId: uuidSchema, population: populationSchema }

/** Recipes: Vitrine's and the project's, tried out and ranked. */
export const recipesContract = {
  /** Vitrine's, then the project's by name. */
  list: procedure.output(v.array(recipeEntrySchema)),
  /** Errors: INVALID_INPUT with `details.step`, the position of the step at fault; CONFLICT (a name that is in use). */
  save: procedure.input(v.object({ name: nameSchema, recipe: recipeSchema })).output(recipeEntrySchema),
  /** Errors: NOT_FOUND, CONFLICT where runs were trained with it. */
  remove: procedure.input(v.object({ name: v.string() })).output(v.void()),
  lab: procedure.input(v.object(target)).output(labSchema),
  /** Examples of the population through a recipe, and through another one beside it. Errors: INVALID_INPUT. */
  rows: procedure
    .input(
      v.object({
        ...target,
        recipe: recipeSchema,
        other: v.optional(recipeSchema),
        indexes: v.pipe(v.array(v.number()), v.maxLength(24))
      })
    )
    .output(
      v.object({
        edge: v.number(),
        pictures: v.nullable(packedPicturesSchema),
        /** Pictures of the training data. */
        training: v.nullable(packedPicturesSchema),
        rows: v.array(labRowSchema)
      })
    ),
  /** Predicts what is not predicted yet, as a job. */
  rank: procedure.input(rankInput).output(jobSchema),
  /** Figures of what is predicted, against the labels as they are now. */
  ranking: procedure.input(rankInput).output(rankingSchema)
}
