import { eventIterator } from '@orpc/contract'
import * as v from 'valibot'
import { procedure } from './common'
import { jobSchema } from './jobs'
import { projectSchema } from './projects'
import { runPointSchema, runSchema } from './runs'

/** What of the project changed: stores that show one of these ask again. */
export const topicSchema = v.picklist([
  'project',
  'sources',
  'images',
  'annotations',
  'classes',
  'history',
  'datasets',
  'models',
  'runs',
  'evaluations',
  'settings',
  'recipes',
  'share',
  'manifests'
])
export type Topic = v.InferOutput<typeof topicSchema>

/** What a window hears of: of each thing the newest state, never a queue of old ones. */
export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('project'), project: v.nullable(projectSchema) }),
  v.object({
    type: v.literal('changed'),
    revision: v.number(),
    topics: v.array(topicSchema),
    /** Images concerned, when few. */
    imageIds: v.optional(v.array(v.number())),
    /** Annotations concerned, also those that are gone now, when few. */
    annotationIds: v.optional(v.array(v.string()))
  }),
  v.object({ type: v.literal('job'), job: jobSchema }),
  /** A run that has come one epoch further: its list needn't be asked for again. */
  v.object({ type: v.literal('run'), run: runSchema }),
  v.object({ type: v.literal('point'), point: runPointSchema }),
  /** A fault of the program's own that belongs to no call: a sentence for the user. */
  v.object({ type: v.literal('fault'), message: v.string() })
])
export type BackendEvent = v.InferOutput<typeof eventSchema>

/** The one stream of a window. */
export const eventsContract = {
  /** One stream per window. Subscribe first, then fetch, keep the higher revision. */
  subscribe: procedure.output(eventIterator(eventSchema))
}
