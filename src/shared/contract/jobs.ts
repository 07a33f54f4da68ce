import * as v from 'valibot'
import { instantSchema, procedure, uuidSchema } from './common'
import { errorSchema } from './errors'

/** Where a job stands; `interrupted` is one that the end of the program cut off. */
export const jobStateSchema = v.picklist([
  'queued',
  'running',
  'paused',
  'interrupted',
  'succeeded',
  'failed',
  'cancelled'
])

/** Long work that outlives its client. End states (succeeded, failed, cancelled) are final. */
export const jobSchema = v.object({
  id: uuidSchema,
  kind: v.picklist([
    'import',
    'train',
    'predict',
    'evaluate',
    'export',
    'tiles',
    'thumbnails',
    'download',
    'features',
    'study',
    'freeze',
    'cross-validation',
    'engine',
    'relink',
    'verify'
  ]),
  title: v.string(),
  state: jobStateSchema,
  /** Share done in [0, 1], null while unknown. */
  progress: v.nullable(v.number()),
  /** One line on what happens now: `epoch 7 / 15`, `412 of 797 images`. */
  detail: v.string(),
  startedAt: v.nullable(instantSchema),
  /** Expected end. */
  eta: v.nullable(instantSchema),
  endedAt: v.nullable(instantSchema),
  /** The run this job trains, if any. */
  runId: v.nullable(uuidSchema),
  error: v.nullable(errorSchema),
  /** What the job's kind promises (an ImportReport, …). */
  result: v.unknown(),
  /** May be cancelled, paused, resumed in its present state. */
  actions: v.array(v.picklist(['cancel', 'pause', 'resume'])),
  /** Rises with each change of this job: the higher one is the newer one. */
  revision: v.number()
})
export type Job = v.InferOutput<typeof jobSchema>

/** Long work: looked at, cancelled, paused, resumed. */
export const jobsContract = {
  /** Live jobs and the latest ended ones, newest first. */
  list: procedure.output(v.array(jobSchema)),
  get: procedure.input(v.object({ id: uuidSchema })).output(jobSchema),
  cancel: procedure.input(v.object({ id: uuidSchema })).output(jobSchema),
  pause: procedure.input(v.object({ id: uuidSchema })).output(jobSchema),
  resume: procedure.input(v.object({ id: uuidSchema })).output(jobSchema)
}
