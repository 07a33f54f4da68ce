import { eventIterator } from '@orpc/contract'
import * as v from 'valibot'
import { procedure } from './common'
import { jobSchema } from './jobs'
import { projectSchema } from './projects'
import { runPointSchema } from './runs'

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
  v.object({ type: v.literal('point'), point: runPointSchema })
])
export type BackendEvent = v.InferOutput<typeof eventSchema>

export const eventsContract = {
  /** One stream per window. Subscribe first, then fetch, keep the higher revision. */
  subscribe: procedure.output(eventIterator(eventSchema))
}
