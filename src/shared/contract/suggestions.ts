import * as v from 'valibot'
import { idSchema, procedure, uuidSchema } from './common'

/** What a model proposes labels for: only what nobody has labelled, marked unsure or put outside the classes. */
export const suggestionTargetSchema = v.variant('kind', [
  v.object({ kind: v.literal('unlabelled') }),
  v.object({ kind: v.literal('source'), sourceId: idSchema }),
  v.object({ kind: v.literal('images'), imageIds: v.pipe(v.array(idSchema), v.minLength(1)) })
])
export type SuggestionTarget = v.InferOutput<typeof suggestionTargetSchema>

/** Result of the job. */
export const suggestionReportSchema = v.object({
  runId: uuidSchema,
  /** Boxes and whole images that have a proposal now. */
  suggested: v.number(),
  /** Pictures that could not be read, with why. */
  skipped: v.array(v.object({ imageId: idSchema, message: v.string() })),
  /** Least certain first, at most 1,000 of them. */
  items: v.array(
    v.object({
      imageId: idSchema,
      name: v.string(),
      annotationId: uuidSchema,
      label: v.string(),
      /** Probability of that label, in [0, 1]. */
      confidence: v.number()
    })
  )
})
export type SuggestionReport = v.InferOutput<typeof suggestionReportSchema>

/** How a model's proposals fare with the people who review them. */
export const agreementSchema = v.object({
  /** Proposals that wait for a person. */
  waiting: v.number(),
  /** Those of them that are at least as certain as was asked for. */
  certain: v.number(),
  /** Those that a person has labelled since, with the proposed class or with another one or none of the classes. */
  agreed: v.number(),
  corrected: v.number(),
  /** Those whose label a person has taken away without giving another one. */
  rejected: v.number()
})
export type Agreement = v.InferOutput<typeof agreementSchema>

const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

/** Labels that a model proposes for what has none. */
export const suggestionsContract = {
  /**
   * Starts a job that proposes a label for every box, or whole image, without one: annotations of the status
   * `suggested`, by `model:RUN`. One step of undo; its result is a SuggestionReport. Errors: NOT_FOUND, CONFLICT.
   */
  start: procedure
    .input(v.object({ runId: uuidSchema, on: suggestionTargetSchema }))
    .output(v.object({ jobId: uuidSchema })),
  /** How the run's proposals fared with people. */
  agreement: procedure
    .input(v.object({ runId: uuidSchema, least: v.optional(probability, 1) }))
    .output(agreementSchema),
  /** Accepts every waiting proposal of the run that is at least so certain, as one step of undo. Errors: NOT_FOUND. */
  accept: procedure
    .input(v.object({ runId: uuidSchema, least: probability }))
    .output(v.object({ accepted: v.number() }))
}
