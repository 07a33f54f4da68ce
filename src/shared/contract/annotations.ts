import * as v from 'valibot'
import { idSchema, instantSchema, procedure, uuidSchema } from './common'

const coordinate = v.pipe(v.number(), v.finite())
const extent = v.pipe(v.number(), v.finite(), v.gtValue(0))
const point = v.tuple([coordinate, coordinate])

/** Where on the image, in pixels of the oriented image, origin top left. `whole` has no geometry. */
export const regionSchema = v.variant('kind', [
  v.object({ kind: v.literal('whole') }),
  v.object({ kind: v.literal('rect'), x: coordinate, y: coordinate, w: extent, h: extent }),
  /** `rotation` in degrees clockwise about the centre of the unrotated rectangle. */
  v.object({ kind: v.literal('rotated'), x: coordinate, y: coordinate, w: extent, h: extent, rotation: coordinate }),
  /** Closed rings, even-odd fill. */
  v.object({ kind: v.literal('polygon'), rings: v.array(v.pipe(v.array(point), v.minLength(3))) }),
  v.object({ kind: v.literal('point'), x: coordinate, y: coordinate })
])
export type Region = v.InferOutput<typeof regionSchema>

/** `suggested` was proposed by a model and waits for a person; `outside` = not one of the classes. */
export const statusSchema = v.picklist(['labelled', 'unlabelled', 'unsure', 'outside', 'reviewed', 'suggested'])
export type AnnotationStatus = v.InferOutput<typeof statusSchema>

/** A label on a whole image or on a region of it, in pixels of the oriented image. */
export const annotationSchema = v.object({
  id: uuidSchema,
  imageId: idSchema,
  region: regionSchema,
  classId: v.nullable(idSchema),
  status: statusSchema,
  note: v.string(),
  /** A person's name or `model:RUN`. */
  author: v.string(),
  createdAt: instantSchema,
  modifiedAt: instantSchema,
  /** Confidence of a suggestion in [0, 1], null for a person's label. */
  confidence: v.nullable(v.number()),
  /** Changed by a person after predictions on this image had been shown. */
  seenPredictions: v.boolean(),
  /** Where it came from: source document, canvas, selector as it was written. Null when drawn here. */
  provenance: v.nullable(
    v.object({
      source: v.string(),
      canvas: v.string(),
      selector: v.nullable(v.string()),
      version: v.nullable(v.string())
    })
  )
})
export type Annotation = v.InferOutput<typeof annotationSchema>

/** Edits with the same gesture id within one drag or key run become one step of undo. */
const gesture = v.optional(v.string())
/**
 * Predictions on the image were in view: the change is marked, and what the label was before stays known, because
 * correcting labels only where a model errs flatters its figures.
 */
const seen = v.optional(v.boolean(), false)

/** Labels and boxes; each change is one step of undo. */
export const annotationsContract = {
  /** In the order in which they were made; with `ids` only those of them that the image still has. */
  list: procedure
    .input(v.object({ imageId: idSchema, ids: v.optional(v.array(uuidSchema)) }))
    .output(v.array(annotationSchema)),
  /** Of at most 2,000 images, by rising id of the image, then as `list`. */
  ofImages: procedure
    .input(v.object({ imageIds: v.pipe(v.array(idSchema), v.maxLength(2000)) }))
    .output(v.array(annotationSchema)),
  create: procedure
    .input(
      v.object({
        imageId: idSchema,
        region: regionSchema,
        classId: v.optional(v.nullable(idSchema), null),
        note: v.optional(v.string(), ''),
        gesture,
        seen
      })
    )
    .output(annotationSchema),
  update: procedure
    .input(
      v.object({
        id: uuidSchema,
        region: v.optional(regionSchema),
        classId: v.optional(v.nullable(idSchema)),
        status: v.optional(statusSchema),
        note: v.optional(v.string()),
        gesture,
        seen
      })
    )
    .output(annotationSchema),
  remove: procedure.input(v.object({ ids: v.array(uuidSchema) })).output(v.object({ removed: v.number() })),
  /**
   * Labels images: every box of an image with boxes, else the whole image. `classId` null takes the label away; without
   * it only the status changes.
   * One step of undo however many images.
   */
  label: procedure
    .input(
      v.object({
        imageIds: v.array(idSchema),
        classId: v.optional(v.nullable(idSchema)),
        status: v.optional(statusSchema),
        seen
      })
    )
    .output(v.object({ changed: v.number() })),
  /** Every change of this annotation, oldest first. */
  history: procedure
    .input(v.object({ id: uuidSchema }))
    .output(v.array(v.object({ at: instantSchema, author: v.string(), summary: v.string() })))
}
